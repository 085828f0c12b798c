/**
 * The second factor of a login: what the account has enrolled is asked for, a passkey, a one-time code or either; who has
 * nothing yet enrols one of them. The secret of an application is shown until a first code and never again.
 */
import type { Enrolment } from '../../../use-cases/one-time-code.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';
import { passkeyScript, type PasskeyButton } from './passkey.ts';

export interface CodeView {
  /** Null once anything is enrolled. */
  readonly enrolment: Enrolment | null;
  /** Null where the account, or the site, has none. */
  readonly passkey: PasskeyButton | null;
  readonly asksForCode: boolean;
  readonly account: string;
  /** Of a bureau, whose members may hold keys of the urn. */
  readonly isMember: boolean;
  readonly problem: { readonly of: 'code' | 'passkey'; readonly text: string } | null;
}

const template = page<CodeView & { readonly rich: typeof rich }>(import.meta.url, 'code.ejs');

export function renderCode(view: CodeView, site: Site): string {
  const title = view.enrolment === null ? 'Seconde preuve' : 'Votre première connexion';
  const shell = shellOf(site, title, { width: 'narrow', scripts: [passkeyScript] });
  return template({ ...view, rich, shell: { ...shell, sheets: ['roles.css'] } });
}

/** The secret in groups of four, as it is read aloud and typed. */
export function shownEnrolment(enrolment: Enrolment): Enrolment {
  return { ...enrolment, secret: enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ') };
}
