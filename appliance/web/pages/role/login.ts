/**
 * Login of the people with a role: account and password of the letter they were given; says whether a second factor
 * follows. Works without script. An unknown account is told no more than a wrong password.
 */
import type { Mode } from '../../../data-folder.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface RoleLoginView {
  readonly account: string;
  readonly problem: string | null;
  /** The session ended by itself. */
  readonly ended: boolean;
  readonly mode: Mode;
  readonly asksForCode: boolean;
}

const template = page<RoleLoginView & { readonly rich: typeof rich }>(import.meta.url, 'login.ejs');

export function renderRoleLogin(view: RoleLoginView, site: Site): string {
  return template({
    ...view,
    rich,
    shell: shellOf(site, 'Espace du bureau et des autres rôles', { width: 'narrow' }),
  });
}
