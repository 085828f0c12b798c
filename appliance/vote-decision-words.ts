/**
 * How pages and documents tell of suspensions, resumptions and extensions in French: the same words for a voter, a bureau
 * and a record. Plain texts; what is in force is decided elsewhere.
 */
import type { VoteDecision } from '../core/lifecycle/decisions.ts';
import { frenchDate, frenchDateTime, frenchDateTimeToTheSecond, frenchTime } from '../core/french/dates.ts';
import type { KeptDecision } from './storage/election/vote-decisions.ts';

type Why = Pick<KeptDecision, 'account' | 'reason' | 'jumpedMs'>;

/** As the bureau wrote it, or what the clock found; ends with a full stop. */
export function reasonText({ reason, jumpedMs }: Why): string {
  if (jumpedMs === null) return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
  const way = jumpedMs > 0 ? 'avancé' : 'reculé';
  return `l’horloge du système a ${way} d’un coup de ${durationText(Math.abs(jumpedMs))}.`;
}

/** « 42 s », « 12 min », « 1 h 05 », « 2 jours et 3 h »: rounded to what a reader needs. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24) return `${hours}\u00a0h${rest === 0 ? '' : `\u00a0${String(rest).padStart(2, '0')}`}`;
  const days = Math.floor(hours / 24);
  return `${days}\u00a0${days === 1 ? 'jour' : 'jours'}${hours % 24 === 0 ? '' : ` et ${hours % 24}\u00a0h`}`;
}

/** « depuis 10 h 12 » on the same day, « depuis le mardi 6 décembre 2022 à 10 h 12 » otherwise. */
export function sinceText(sinceMs: number, nowMs: number): string {
  return frenchDate(sinceMs) === frenchDate(nowMs)
    ? `depuis ${frenchTime(sinceMs)}`
    : `depuis le ${frenchDateTime(sinceMs)}`;
}

/** Who stopped the vote: the bureau, or the system by itself. */
export function suspensionText(why: Why & { readonly sinceMs: number }, nowMs: number): string {
  const who = why.jumpedMs === null ? 'par le bureau de vote' : 'par le système';
  return `Le vote est suspendu ${who} ${sinceText(why.sinceMs, nowMs)}. Motif : ${reasonText(why)}`;
}

/** What stays true for a voter while the vote is suspended. */
export const nothingLost =
  'Rien n’est perdu : les votes enregistrés restent dans l’urne, et vous pourrez voter quand le vote reprendra.';

export function extensionText(closesMs: number, sealedClosesMs: number): string {
  return `Le bureau de vote a prolongé le vote : clôture le ${frenchDateTime(closesMs)}, au lieu du ${frenchDateTime(sealedClosesMs)}.`;
}

/** « Suspension », « Reprise », « Prolongation jusqu’au … », for a history or a record. */
export function decisionTitle(decision: VoteDecision): string {
  switch (decision.kind) {
    case 'suspend':
      return 'Suspension';
    case 'resume':
      return 'Reprise';
    case 'extend':
      return `Prolongation jusqu’au ${frenchDateTime(decision.closesMs)}`;
  }
}

/** The same for voters and passers-by: when and why, and nobody's name. */
export function decisionNotice(kept: KeptDecision): string {
  const { decision } = kept;
  return `${decisionTitle(decision)}, décidée le ${frenchDateTime(decision.atMs)}. Motif : ${reasonText(kept)}`;
}

/** One sentence or two of a decision for the minutes: when, what, why, on whose authorisation. */
export function decisionRecord(kept: KeptDecision, sealedClosesMs: number): string {
  const { decision, account, authorisation } = kept;
  const who = account === null ? ' (par le système, de lui-même)' : '';
  const before = decision.kind === 'extend' ? ` (clôture scellée : ${frenchDateTime(sealedClosesMs)})` : '';
  const authorised =
    authorisation === null ? '' : ` Autorisée par ${authorisation.by} (${authorisation.reference}).`;
  return `${decisionTitle(decision)}${before}${who}, décidée le ${frenchDateTimeToTheSecond(decision.atMs)}. Motif : ${reasonText(kept)}${authorised}`;
}
