/**
 * « Ma connexion »: what someone with a role has enrolled beside the password, how to add and remove it (use-cases/
 * own-access.ts); and the page that enrols an application of codes. Names of keys are their owner's words.
 */
import { frenchDate } from '../../../../core/french/dates.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import type { Context } from '../../../use-cases/context.ts';
import { asksForCode } from '../../../use-cases/login-role.ts';
import { enrolmentOf, type Enrolment } from '../../../use-cases/one-time-code.ts';
import { shownEnrolment } from './code.ts';
import { rolePage } from './frame.ts';
import { passkeyButton, passkeyScript, type PasskeyButton } from './passkey.ts';

export interface OwnAccessView {
  readonly isAsked: boolean;
  readonly isMember: boolean;
  readonly factors: readonly { readonly value: string; readonly name: string; readonly since: string }[];
  readonly hasCode: boolean;
  /** Null where the site is reached by an address. */
  readonly passkey: PasskeyButton | null;
  /** Of a new key, as it was typed. */
  readonly name: string;
  readonly problem: string | null;
}

export const renderOwnAccess = rolePage<OwnAccessView>(import.meta.url, 'own-access.ejs', 'Ma connexion', {
  scripts: [passkeyScript],
});

export function ownAccessView(
  context: Context,
  actor: Account,
  problem: string | null = null,
  name = '',
): OwnAccessView {
  const { election } = context;
  const confirmedMs = election.oneTimeSecret(actor.account)?.confirmedMs ?? null;
  const code =
    confirmedMs === null
      ? []
      : [{ value: 'code', name: 'Application de codes', since: frenchDate(confirmedMs) }];
  const passkeys = election
    .passkeys(actor.account)
    .map(({ id, name: own, addedMs }) => ({ value: id, name: own, since: frenchDate(addedMs) }));
  return {
    isAsked: asksForCode(context),
    isMember: actor.role === 'bureau',
    factors: [...code, ...passkeys],
    hasCode: confirmedMs !== null,
    passkey: passkeyButton(context, '/ma-connexion/demande', 'Ajouter cette clé d’accès'),
    name,
    problem,
  };
}

export interface OwnCodeView {
  readonly enrolment: Enrolment;
  readonly problem: string | null;
}

export const renderOwnCode = rolePage<OwnCodeView>(import.meta.url, 'own-code.ejs', 'Application de codes');

/** Null once an application is enrolled. */
export function ownCodeView(context: Context, actor: Account, problem: string | null): OwnCodeView | null {
  const enrolment = enrolmentOf(context, actor);
  return enrolment === null ? null : { enrolment: shownEnrolment(enrolment), problem };
}
