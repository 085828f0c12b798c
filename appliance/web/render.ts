/**
 * Typed pages: a page is `<page>.ejs` beside the `<page>.ts` that declares what it shows. Templates are compiled once;
 * every value is escaped unless the template says otherwise, and there is no inline script or style (CSP).
 */
import ejs from 'ejs';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What every page shows around its content. */
export interface Shell {
  readonly title: string;
  readonly organisation: { readonly name: string; readonly mark: string };
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  /** Right of the bar: « Clôture jeudi 8 décembre à 17 h 30 », the bureau's name… or nothing. */
  readonly barNote: string | null;
  /** What everyone must know first, as HTML of `rich`: a vote suspended or extended. */
  readonly notices?: readonly string[];
  readonly help: { readonly phone: string; readonly hours: string; readonly price: string };
  /** Scripts of the page, by the name of their bundle under /static. */
  readonly scripts: readonly string[];
  /** Sheets of style after the common one, by the same name. */
  readonly sheets?: readonly string[];
  /** Narrow column for one thing to do; wide for tables. */
  readonly width: 'narrow' | 'wide';
}

type Render<View> = (view: View & { readonly shell: Shell }) => string;

/** Compiles `name` found beside the calling module. */
export function page<View extends object>(moduleUrl: string, name: string): Render<View> {
  const file = fileURLToPath(new URL(name, moduleUrl));
  const layout = fileURLToPath(new URL('./layout/', import.meta.url));
  const compiled = ejs.compile(readFileSync(file, 'utf8'), {
    filename: file,
    views: [layout],
    strict: true,
    localsName: 'view',
  });
  return (view) => compiled(view);
}
