/**
 * What the bureau's documents are made of: what is recorded and nothing else, so that asking twice gives the same bytes. A
 * document's date is that of the fact it records, never that of the request. Who may ask is authorised here; one file a
 * document beside this one.
 */
import { contestLists } from '../../core/contest-question.ts';
import type { Bureau, BureauId, Contest, ContestId, Dossier } from '../../core/dossier/types.ts';
import type { Action, PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { CountedContest } from '../documents/counted-contest.ts';
import type { Issue } from '../documents/page-layout.ts';
import { inDossierOrder, urnTitle } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { contestFigures } from './results.ts';

export type DocumentRefusal =
  PermissionRefusal | PerimeterRefusal | { readonly code: 'document/not-ready' | 'document/unknown' };

export type Made = Promise<Result<Uint8Array, DocumentRefusal>>;

export interface Desk {
  readonly dossier: Dossier;
  readonly bureau: Bureau;
  readonly closing: ClosingSeal | null;
}

/** Authorises, and finds what documents of a bureau are made of. */
export async function deskOf(
  context: Context,
  actor: Account,
  action: Action,
): Promise<Result<Desk, DocumentRefusal>> {
  const allowed = authorise(context, actor, action);
  if (!allowed.ok) return allowed;
  return deskAt(context, actor.bureau);
}

export async function deskAt(context: Context, at: BureauId | null): Promise<Result<Desk, DocumentRefusal>> {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find(({ id }) => id === at);
  if (bureau === undefined) return err({ code: 'role/other-bureau' });
  return ok({ dossier, bureau, closing: await context.clock.closingSeal({}) });
}

export function issueOf({ data }: Context, { organisation, title }: Dossier, issuedMs: number): Issue {
  return { mode: data.mode, organisation, election: title, issuedMs };
}

export function codeOf({ bureaus }: ClosingSeal, id: BureauId): string {
  return bureaus.find(({ bureau }) => bureau === id)?.code ?? '';
}

/** Each frozen urn of some contests, with its electors and its own sign-offs. */
export async function urnRecords(context: Context, { dossier, closing }: Desk, contests: readonly Contest[]) {
  const { urns: registrations } = await context.roll.counts({});
  const wanted = new Set(contests.flatMap(({ urns }) => urns.map(({ id }) => id)));
  return (closing?.urns ?? [])
    .filter(({ urn }) => wanted.has(urn))
    .sort(inDossierOrder(dossier))
    .map(({ urn, ballots, archive }) => {
      const own = registrations.find((each) => each.urn === urn);
      const [electors, signOffs] = [own?.registered ?? 0, own?.signOffs ?? 0];
      return { id: urn, name: urnTitle(dossier, urn), electors, signOffs, ballots, archive };
    });
}

export function ownContest({ dossier, bureau }: Desk, id: string): Contest | undefined {
  return dossier.contests.find((contest) => contest.id === id && contest.bureau === bureau.id);
}

/** What names a contest on paper. */
export function named(dossier: Dossier, contest: Contest) {
  const college = dossier.colleges.find(({ id }) => id === contest.college);
  if (college === undefined) throw new Error('a contest has a college');
  return { college, seat: contest.seat, round: dossier.round };
}

/** A contest as documents show it; null while it is not counted. */
export async function countedContest(
  context: Context,
  dossier: Dossier,
  id: ContestId,
): Promise<CountedContest | null> {
  const figures = await contestFigures(context, id);
  if (figures === null) return null;
  const { contest, registered, signOffs, ballots, blank, allocation } = figures;
  const lists = contestLists(dossier, id);
  return {
    ...named(dossier, contest),
    seats: contest.seats,
    registered,
    signOffs,
    ballots,
    blank,
    lists,
    allocation,
  };
}
