/**
 * A locked session: nothing of it is shown. Its owner gives the password again, and a passkey or a one-time code where the
 * login asks for one; anyone else signs out.
 */
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';
import { passkeyScript, type PasskeyButton } from './passkey.ts';

export interface LockedView {
  readonly who: string;
  readonly asksForCode: boolean;
  readonly passkey: PasskeyButton | null;
  readonly problem: string | null;
}

const template = page<LockedView & { readonly rich: typeof rich }>(import.meta.url, 'locked.ejs');

export function renderLocked(view: LockedView, site: Site): string {
  const scripts = view.passkey === null ? [] : [passkeyScript];
  const shell = shellOf(site, 'Session verrouillée', { width: 'narrow', scripts });
  return template({ ...view, rich, shell: { ...shell, sheets: ['roles.css'] } });
}
