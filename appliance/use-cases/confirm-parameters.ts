/**
 * The control of the parameters before sealing (Domitia annex 2 §3.1.1): each item of the checklist is shown and
 * confirmed by the bureau, one by one; who and when is kept.
 */
import { err, ok, type Result } from '../../core/result.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

/** In the order of the annex. */
export const checklist = [
  'rules',
  'calendar',
  'seats',
  'roll',
  'lists',
  'bureau',
  'roles',
  'access',
  'secrecy',
] as const;

export type ChecklistItem = (typeof checklist)[number];

export const checklistTitles: Readonly<Record<ChecklistItem, string>> = {
  rules: 'Règles du scrutin',
  calendar: 'Calendrier',
  seats: 'Sièges à pourvoir',
  roll: 'Listes électorales',
  lists: 'Listes de candidats',
  bureau: 'Bureau de vote et clés',
  roles: 'Rôles et droits',
  access: 'Codes d’accès',
  secrecy: 'Secret des petites urnes',
};

export function confirmParameter(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
  item: string,
): Result<null, PermissionRefusal | PerimeterRefusal | { readonly code: 'checklist/unknown-item' }> {
  const allowed = authorise(context, actor, 'confirmParameters');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  if (!(checklist as readonly string[]).includes(item)) return err({ code: 'checklist/unknown-item' });
  const { election } = context;
  election.transaction(() => {
    if (election.confirmations(bureau).some((confirmation) => confirmation.item === item)) return;
    election.confirm(bureau, item, actor.account);
    election.journal.append({ kind: 'parameter-confirmed', facts: { account: actor.account, bureau, item } });
  });
  return ok(null);
}

/** What a bureau has still to confirm. */
export function unconfirmed(
  { election }: Pick<Context, 'election'>,
  bureau: Parameters<Context['election']['confirmations']>[0],
): ChecklistItem[] {
  const confirmed = new Set(election.confirmations(bureau).map(({ item }) => item));
  return checklist.filter((item) => !confirmed.has(item));
}
