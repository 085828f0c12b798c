/**
 * Holding a ceremony: it is opened with the people present written down, its steps are said one after the other, and
 * remarks, incidents and decisions are written at any step. Each act is recorded once, with its time and account, and
 * journaled; the journal carries the hash of a text, since a text may name people.
 */
import { wantingAt, type Presence } from '../../core/ceremony/presence.ts';
import { mayOpen, maySay, type CeremonyRefusal, type CeremonyState } from '../../core/ceremony/state.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { RemarkKind } from '../storage/election/ceremonies.ts';
import { ceremonyState } from './ceremonies.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type HoldRefusal =
  | CeremonyRefusal
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'ceremony/unknown' | 'ceremony/nobody' | 'ceremony/no-reason' | 'ceremony/no-text' };

type Parts = Pick<Context, 'election' | 'data'>;

/** A bureau in front of one of its ceremonies. */
function deskOf(
  context: Parts,
  actor: Account,
  id: string,
): Result<{ bureau: BureauId; state: CeremonyState }, HoldRefusal> {
  const allowed = authorise(context, actor, 'holdCeremony');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const state = ceremonyState(context, bureau, id);
  return state === null ? err({ code: 'ceremony/unknown' }) : ok({ bureau, state });
}

/** Opens a ceremony, for the first time or again, with the people present. */
export function openCeremony(
  context: Parts,
  actor: Account,
  id: string,
  given: Presence,
): Result<null, HoldRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const desk = deskOf(context, actor, id);
    if (!desk.ok) return desk;
    const { bureau, state } = desk.value;
    const open = mayOpen(state);
    if (!open.ok) return open;
    const presence = known(context, bureau, given);
    if (presence.members.length === 0) return err({ code: 'ceremony/nobody' });
    const own = dossierOf(context).bureaus.find((each) => each.id === bureau);
    const wanting = own === undefined ? null : wantingAt(state.ceremony, own, presence.members);
    if (wanting !== null && presence.reason === null) return err({ code: 'ceremony/no-reason' });
    const [ceremony, number] = [state.ceremony.id, (state.occurrence?.number ?? 0) + 1];
    const kept = wanting === null ? { ...presence, reason: null } : presence;
    election.addOccurrence(bureau, { ceremony, number, account: actor.account, presence: kept });
    const { members, roles, guests, electors } = kept;
    election.journal.append({
      kind: 'ceremony-opened',
      facts: {
        account: actor.account,
        bureau,
        ceremony,
        occurrence: number,
        people: members.length + roles.length + guests.length + electors,
        wanting: wanting !== null,
      },
    });
    return ok(null);
  });
}

/** Only accounts that exist, names of a reasonable length, each once. */
function known(context: Parts, bureau: BureauId, given: Presence): Presence {
  const dossier = dossierOf(context);
  const members = dossier.bureaus.find(({ id }) => id === bureau)?.members ?? [];
  const tidy = (texts: readonly string[]) => [...new Set(texts.map((text) => text.trim()))].filter(Boolean);
  return {
    members: members.map(({ account }) => account).filter((account) => given.members.includes(account)),
    roles: dossier.roles.map(({ account }) => account).filter((account) => given.roles.includes(account)),
    guests: tidy(given.guests),
    electors: given.electors,
    reason: given.reason === null || given.reason.trim() === '' ? null : given.reason.trim(),
  };
}

/** Confirms that the next step was done in the room. Confirmed twice, it is recorded once. */
export function sayStep(context: Parts, actor: Account, id: string, step: string): Result<null, HoldRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const desk = deskOf(context, actor, id);
    if (!desk.ok) return desk;
    const { bureau, state } = desk.value;
    if (state.occurrence?.said.has(step) === true) return ok(null);
    const may = maySay(state, step);
    if (!may.ok) return may;
    const [ceremony, number] = [state.ceremony.id, state.occurrence?.number ?? 1];
    election.sayStep(bureau, { ceremony, number, step, account: actor.account });
    election.journal.append({
      kind: 'ceremony-step',
      facts: { account: actor.account, bureau, ceremony, occurrence: number, step },
    });
    return ok(null);
  });
}

/** Writes an observation, an incident or a decision in the occurrence under way, or in the last one. */
export function addRemark(
  context: Parts,
  actor: Account,
  id: string,
  { kind, content: given }: { readonly kind: RemarkKind; readonly content: string },
): Result<null, HoldRefusal> {
  const { election } = context;
  return election.transaction(() => {
    const desk = deskOf(context, actor, id);
    if (!desk.ok) return desk;
    const { bureau, state } = desk.value;
    const content = given.trim();
    if (state.occurrence === null) return err({ code: 'ceremony/not-opened' });
    if (content === '') return err({ code: 'ceremony/no-text' });
    const [ceremony, { number }] = [state.ceremony.id, state.occurrence];
    const step = state.next === null ? '' : (state.steps[state.next]?.step.id ?? '');
    election.addCeremonyRemark(bureau, { ceremony, number, step, kind, content, account: actor.account });
    election.journal.append({
      kind: 'ceremony-remark',
      facts: {
        account: actor.account,
        bureau,
        ceremony,
        occurrence: number,
        remark: kind,
        text: sha256Hex(content),
      },
    });
    return ok(null);
  });
}
