/**
 * The minutes of a contest (procès-verbal): for its bureau once counted, for the other roles that may read them once the
 * bureau has validated. What was decided on the way is among the observations, each one sentence.
 */
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { contestsOf } from '../../core/dossier/perimeter.ts';
import type { BureauId, Contest, ContestId } from '../../core/dossier/types.ts';
import { err, ok } from '../../core/result.ts';
import { minutes } from '../documents/minutes.ts';
import type { Account } from '../storage/election/accounts.ts';
import { acceptedDisagreement } from './accept-disagreement.ts';
import { closingCheck, isClean, sealChecks, type SealCheck } from './check-seal.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { stationVerdicts } from './decide-at-station.ts';
import { sealDisputes, type SealDecision } from './decide-on-seal.ts';
import {
  codeOf,
  countedContest,
  deskAt,
  deskOf,
  issueOf,
  ownContest,
  urnRecords,
  type Desk,
  type Made,
} from './documents.ts';
import { findingTexts } from './finding-text-fr.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { replacementSentences } from './replacements.ts';
import { contestState, decisionRecords } from './vote-calendar.ts';

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
        checks: checksMade(context, bureau.id),
      },
      observations: [
        ...decisionRecords(context, dossier, contest.id),
        ...observations(context, bureau.id, contest.id),
        ...stationVerdicts(context, bureau.id),
        ...replacementSentences(context, bureau),
      ],
    }),
  );
}

/** What a check of the seal found, in full, and what the bureau decided on it. */
function sealObservation(context: Context, check: SealCheck, decided: string | null): string {
  const { atMs, atClosing, by, same, code } = check;
  const when = atClosing
    ? 'au dépouillement'
    : by === 'schedule'
      ? 'fait de lui-même'
      : 'demandé par le bureau';
  return [
    `Contrôle du scellement ${when}, le ${frenchDateTimeToTheSecond(atMs)} : différence trouvée${same ? '' : `, code ${code}`}.`,
    ...findingTexts(dossierOf(context), 'minutes', check),
    `Décision du bureau : ${decided ?? 'aucune n’a été enregistrée.'}`,
  ].join(' ');
}

function sealDecisionText({ choice, reason, atMs }: SealDecision): string {
  const chosen = choice === 'continue' ? 'poursuivre le vote' : 'suspendre le vote';
  return `${chosen}, le ${frenchDateTime(atMs)}. Motif : ${reason}`;
}

/** Every difference that a check of the seal found, with what the bureau decided on it. */
export function sealObservations(context: Context, bureau: BureauId): string[] {
  return [
    ...sealDisputes(context, bureau).map(({ check, decision }) =>
      sealObservation(context, check, decision === null ? null : sealDecisionText(decision)),
    ),
    ...closingObservations(context, bureau),
  ];
}

function closingObservations(context: Context, bureau: BureauId): string[] {
  const check = closingCheck(context, bureau);
  if (check === null || isClean(check)) return [];
  return [sealObservation(context, check, acceptedDisagreement(context, bureau, 'seal')?.reason ?? null)];
}

/** How often the seal was checked before the closing, whoever asked, and how often something differed. */
function checksMade(context: Context, bureau: BureauId): { made: number; differing: number } {
  const made = sealChecks(context, bureau).filter(({ atClosing }) => !atClosing);
  return { made: made.length, differing: made.filter((check) => !isClean(check)).length };
}

function countedAt(context: Context, bureau: BureauId): number | null {
  return journalFacts(context, 'counted').find((each) => textOf(each, 'bureau') === bureau)?.atMs ?? null;
}

/** What was found and decided: each one sentence or a few. */
function observations(context: Context, bureau: BureauId, contest: ContestId): string[] {
  const onCounts = acceptedDisagreement(context, bureau, 'counts');
  return [
    ...sealObservations(context, bureau),
    ...(onCounts === null
      ? []
      : [`Écart entre bulletins et émargements. Décision du bureau : ${onCounts.reason}`]),
    ...context.election.decisions(contest).map(({ record }) => `Égalité tranchée : ${record}`),
  ];
}
