/**
 * The one-time code of a login: asked for once enrolled; before that, the enrolment of an application (symbol to scan and
 * the same secret in letters), confirmed by a first code. The secret is shown until then and never again.
 */
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface CodeView {
  /** Null once the application is enrolled. */
  readonly enrolment: {
    /** In groups of four. */
    readonly secret: string;
    readonly symbol: { readonly size: number; readonly path: string };
  } | null;
  readonly account: string;
  readonly problem: string | null;
}

const template = page<CodeView & { readonly rich: typeof rich }>(import.meta.url, 'code.ejs');

export function renderCode(view: CodeView, site: Site): string {
  const title = view.enrolment === null ? 'Code à usage unique' : 'Votre application de codes';
  const shell = shellOf(site, title, { width: 'narrow' });
  return template({ ...view, rich, shell: { ...shell, sheets: ['roles.css'] } });
}
