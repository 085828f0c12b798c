/**
 * The bureau's documents, each made from what is recorded and from nothing else, so that asking twice gives the same
 * bytes: its date is that of the fact it records, never that of the request. Who may ask is authorised here.
 */
import { parseElection } from '../../core/belenios/election.ts';
import type { Bureau, BureauId, Contest, ContestId, Dossier } from '../../core/dossier/types.ts';
import { contestsOf } from '../../core/dossier/perimeter.ts';
import type { Action, PermissionRefusal } from '../../core/lifecycle/round.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { carrierWords } from '../documents/election-words.ts';
import { closingSealSheet } from '../documents/closing-seal-sheet.ts';
import type { CountedContest } from '../documents/counted-contest.ts';
import { minutes } from '../documents/minutes.ts';
import type { Issue } from '../documents/page-layout.ts';
import { resultsAnnouncement } from '../documents/results-announcement.ts';
import { sealSheet, type SealedBureau } from '../documents/seal-sheet.ts';
import { signOffList } from '../documents/sign-off-list.ts';
import type { Account } from '../storage/election/accounts.ts';
import { contestLists } from '../../core/contest-question.ts';
import { byName, contestWords, inDossierOrder, urnTitle } from '../role-words.ts';
import { acceptedDisagreement } from './accept-disagreement.ts';
import { derogationsOf } from './accept-derogations.ts';
import { bureauContests } from './allocate-contests.ts';
import { closingCheck } from './check-seal.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { derogationText } from './derogation-text-fr.ts';
import { expertiseTexts, sealedExpertise } from './expertise.ts';
import { contestState, decisionRecords } from './vote-calendar.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { sealParts } from './seal-parts.ts';
import { holderKeys, sizesOf } from './key-holders.ts';
import { contestFigures } from './results.ts';
import { urnsOfBureau } from './sealed-content.ts';

export type DocumentRefusal =
  PermissionRefusal | PerimeterRefusal | { readonly code: 'document/not-ready' | 'document/unknown' };

export type Made = Promise<Result<Uint8Array, DocumentRefusal>>;

interface Desk {
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

async function deskAt(context: Context, at: BureauId | null): Promise<Result<Desk, DocumentRefusal>> {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find(({ id }) => id === at);
  if (bureau === undefined) return err({ code: 'role/other-bureau' });
  return ok({ dossier, bureau, closing: await context.clock.closingSeal({}) });
}

export function issueOf({ data }: Context, { organisation, title }: Dossier, issuedMs: number): Issue {
  return { mode: data.mode, organisation, election: title, issuedMs };
}

export async function sealDocument(context: Context, actor: Account): Made {
  const allowed = authorise(context, actor, 'readSeal');
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  const sealed = context.election.sealed();
  if (sealed === null) return err({ code: 'document/not-ready' });
  const { urns } = await context.roll.counts({});
  const electors = new Map<string, number>(urns.map(({ urn, registered }) => [urn, registered]));
  return ok(
    await sealSheet({
      ...issueOf(context, dossier, sealed.atMs),
      sealedMs: sealed.atMs,
      sealCode: sealed.code,
      parts: sealParts(context),
      expertise: expertiseTexts(context, sealedExpertise(context)),
      calendar: dossier.calendar,
      applianceKey: dossier.keys.applianceKey,
      bureaus: dossier.bureaus.map((bureau) => sealedBureau(context, dossier, bureau, electors)),
      derogations: derogationsOf(context).map((each) => derogationText(dossier, each)),
    }),
  );
}

function sealedBureau(
  context: Context,
  dossier: Dossier,
  bureau: Bureau,
  electors: ReadonlyMap<string, number>,
): SealedBureau {
  const { id, name, members, groups } = bureau;
  const setups = context.election.setups();
  return {
    name,
    needed: keysNeeded(sizesOf(bureau)),
    members,
    groups: groups.map((group) => ({
      name: group.name,
      holders: holderKeys(context, bureau, group).map(({ holder, carriers, fingerprint }) => ({
        ...holder,
        keptIn: carriers.map(carrierWords),
        fingerprint: fingerprint ?? '',
      })),
    })),
    urns: urnsOfBureau(dossier, id, setups).map((urn) => ({
      name: urnTitle(dossier, urn),
      electors: electors.get(urn) ?? 0,
      publicKey: assertOk(parseElection(setups.find((setup) => setup.urn === urn)?.election ?? '')).publicKey,
    })),
  };
}

export async function closingDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readClosingSeal');
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  if (closing === null) return err({ code: 'document/not-ready' });
  return ok(
    await closingSealSheet({
      ...issueOf(context, dossier, closing.atMs),
      bureau,
      frozenMs: closing.atMs,
      closingCode: codeOf(closing, bureau.id),
      urns: (await urnRecords(context, desk.value, bureauContests(dossier, bureau.id))).map(
        ({ name, archive, ballots, signOffs }) => ({ name, archive, ballots, signOffs }),
      ),
      decisions: bureauContests(dossier, bureau.id).flatMap((contest) =>
        decisionRecords(context, dossier, contest.id).map(
          (told) => `${contestWords(dossier, contest)} : ${told}`,
        ),
      ),
    }),
  );
}

function codeOf({ bureaus }: ClosingSeal, id: BureauId): string {
  return bureaus.find(({ bureau }) => bureau === id)?.code ?? '';
}

/** Each frozen urn of some contests, with its electors and its own sign-offs. */
async function urnRecords(context: Context, { dossier, closing }: Desk, contests: readonly Contest[]) {
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

function ownContest({ dossier, bureau }: Desk, id: string): Contest | undefined {
  return dossier.contests.find((contest) => contest.id === id && contest.bureau === bureau.id);
}

/** What names a contest on paper. */
function named(dossier: Dossier, contest: Contest) {
  const college = dossier.colleges.find(({ id }) => id === contest.college);
  if (college === undefined) throw new Error('a contest has a college');
  return { college, seat: contest.seat, round: dossier.round };
}

const channels = { remote: 'site', kiosk: 'borne' } as const;

/** Only once the record is frozen: a list printed during the vote would not be the same an hour later. */
export async function signOffDocument(context: Context, actor: Account, id: string): Made {
  const desk = await deskOf(context, actor, 'readSignOffs');
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  const contest = ownContest(desk.value, id);
  if (contest === undefined) return err({ code: 'document/unknown' });
  if (closing === null) return err({ code: 'document/not-ready' });
  const { lines } = await context.roll.signOffList({ contest: contest.id });
  return ok(
    await signOffList({
      ...issueOf(context, dossier, closing.atMs),
      contest: named(dossier, contest),
      calendar: dossier.calendar,
      bureau,
      electors: lines.toSorted(byName).map(({ civility, firstName, lastName, signedMs, channel }) => ({
        civility,
        firstName,
        lastName,
        signOff:
          signedMs === null || channel === null ? null : { atMs: signedMs, channel: channels[channel] },
      })),
    }),
  );
}

/** A contest as documents show it; null while it is not counted. */
async function countedContest(
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

export async function minutesDocument(context: Context, actor: Account, id: string): Made {
  const desk = await deskOf(context, actor, 'readResults');
  if (!desk.ok) return desk;
  const contest = ownContest(desk.value, id);
  return contest === undefined ? err({ code: 'document/unknown' }) : minutesOf(context, desk.value, contest);
}

/** For the roles outside the bureau that may read minutes: once the bureau has validated, in their own perimeter. */
export async function publishedMinutes(context: Context, actor: Account, id: string): Made {
  const allowed = authorise(context, actor, 'readMinutes');
  if (!allowed.ok) return allowed;
  const contest = contestsOf(dossierOf(context), actor.account).find((each) => each.id === id);
  if (contest === undefined) return err({ code: 'document/unknown' });
  if (context.election.validation(contest.bureau) === null) return err({ code: 'document/not-ready' });
  const desk = await deskAt(context, contest.bureau);
  return desk.ok ? minutesOf(context, desk.value, contest) : desk;
}

async function minutesOf(context: Context, desk: Desk, contest: Contest): Made {
  const { dossier, bureau, closing } = desk;
  const counted = await countedContest(context, dossier, contest.id);
  const sealed = context.election.sealed();
  if (counted === null || closing === null || sealed === null) return err({ code: 'document/not-ready' });
  const countedMs = countedAt(context, bureau.id) ?? closing.atMs;
  return ok(
    await minutes({
      ...issueOf(context, dossier, countedMs),
      organisation: dossier.organisation,
      calendar: contestState(context, dossier, contest.id)?.calendar ?? dossier.calendar,
      countedMs,
      bureau,
      contest: counted,
      urns: await urnRecords(context, desk, [contest]),
      minimumUrn: dossier.secrecy.minimumUrn,
      seals: {
        sealCode: sealed.code,
        sealCodeAtCount: closingCheck(context, bureau.id)?.code ?? null,
        closingCode: codeOf(closing, bureau.id),
        frozenMs: closing.atMs,
      },
      observations: [
        ...decisionRecords(context, dossier, contest.id),
        ...observations(context, bureau.id, contest.id),
      ],
    }),
  );
}

function countedAt(context: Context, bureau: BureauId): number | null {
  return journalFacts(context, 'counted').find((each) => textOf(each, 'bureau') === bureau)?.atMs ?? null;
}

/** What was decided: each one sentence. */
function observations(context: Context, bureau: BureauId, contest: ContestId): string[] {
  const onSeal = acceptedDisagreement(context, bureau, 'seal');
  const onCounts = acceptedDisagreement(context, bureau, 'counts');
  return [
    ...(onSeal === null ? [] : [`Code de scellement différent. Décision du bureau : ${onSeal.reason}`]),
    ...(onCounts === null
      ? []
      : [`Écart entre bulletins et émargements. Décision du bureau : ${onCounts.reason}`]),
    ...context.election.decisions(contest).map(({ record }) => `Égalité tranchée : ${record}`),
  ];
}

/** The announcement of a bureau's results, after it validated them. */
export async function announcementDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readResults');
  return desk.ok ? announcementOf(context, desk.value) : desk;
}

/** The same, for the roles that may read results once they are validated. */
export async function publishedAnnouncement(context: Context, actor: Account, id: string): Made {
  const allowed = authorise(context, actor, 'readPublished');
  if (!allowed.ok) return allowed;
  const own = contestsOf(dossierOf(context), actor.account).find(({ bureau }) => bureau === id);
  if (own === undefined) return err({ code: 'document/unknown' });
  const desk = await deskAt(context, own.bureau);
  return desk.ok ? announcementOf(context, desk.value) : desk;
}

async function announcementOf(context: Context, { dossier, bureau }: Desk): Made {
  const validation = context.election.validation(bureau.id);
  if (validation === null) return err({ code: 'document/not-ready' });
  const contests: CountedContest[] = [];
  for (const { id } of bureauContests(dossier, bureau.id)) {
    const counted = await countedContest(context, dossier, id);
    if (counted !== null) contests.push(counted);
  }
  return ok(
    await resultsAnnouncement({
      ...issueOf(context, dossier, validation.atMs),
      round: dossier.round,
      proclaimedMs: validation.atMs,
      contests,
      bureaus: [bureau],
    }),
  );
}
