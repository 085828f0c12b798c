/**
 * The summary that the bureau gets three times a day while the vote is open: how each contest fills, and whether anything
 * asks for attention. Plain text, French, no elector, no secret; figures are left out of a mail that the organisation's
 * gateway could show to who may not see them.
 */
import type { ContestId } from '../dossier/types.ts';
import { frenchDateTime } from '../french/dates.ts';
import { typeset } from '../french/text.ts';
import { alertSentence, alertTitles, levelNames } from './alert-text-fr.ts';
import { alertKinds, tellsTurnout, type Finding } from './alert.ts';

export interface SummaryContent {
  readonly atMs: number;
  /** The summary before this one; null for the first. */
  readonly previousMs: number | null;
  readonly contests: readonly {
    readonly contest: ContestId;
    readonly registered: number;
    readonly signOffs: number;
    readonly ballots: number;
    /** Sign-offs since the summary before, or since the opening. */
    readonly more: number;
  }[];
  /** Those that last, or that nobody has acknowledged. */
  readonly alerts: readonly Finding[];
  readonly seal: { readonly same: boolean; readonly atMs: number } | null;
  /** Processes that did not answer. */
  readonly silent: readonly string[];
  readonly clocksAgree: boolean;
  readonly freeMebibytes: number | null;
  readonly checkpoint: { readonly code: string; readonly text: string } | null;
}

export interface SummaryNames {
  readonly contest: (contest: string) => string;
}

/** Lines of the summary, without its title. @param withFigures counts of sign-offs and ballots. */
export function summaryLines(content: SummaryContent, names: SummaryNames, withFigures: boolean): string[] {
  return [
    'Participation',
    ...(withFigures
      ? content.contests.map((each) => contestLine(content, each, names))
      : ['- Les chiffres sont sur la page du bureau : l’accord ne les donne pas à tous.']),
    '',
    'Alertes',
    ...(content.alerts.length === 0
      ? ['- Aucune alerte.']
      : content.alerts.map((alert) => alertLine(alert, names, withFigures))),
    '',
    'Système',
    `- Scellement : ${sealWords(content.seal)}`,
    `- Processus : ${content.silent.length === 0 ? 'tous répondent' : `${content.silent.join(', ')} ne répond pas`}.`,
    `- Horloge : ${content.clocksAgree ? 'la même heure partout' : 'des processus n’ont pas la même heure'}.`,
    `- Disque : ${content.freeMebibytes === null ? 'inconnu' : `${free(content.freeMebibytes)} libres`}.`,
    ...(content.checkpoint === null
      ? []
      : [`- Dernier point de contrôle des journaux : ${content.checkpoint.code}`]),
  ].map(typeset);
}

/** One line for an alert, without its numbers where they would tell turnout. */
export function alertLine(alert: Finding, names: SummaryNames, withFigures: boolean): string {
  const level = levelNames[alertKinds[alert.kind].level];
  const said =
    tellsTurnout(alert.kind) && !withFigures
      ? `${names.contest(alert.subject)}. Les chiffres sont sur la page du bureau.`
      : alertSentence(alert, names.contest);
  return typeset(`- ${level} : ${alertTitles[alert.kind]}. ${said}`);
}

function contestLine(
  { previousMs }: SummaryContent,
  { contest, registered, signOffs, ballots, more }: SummaryContent['contests'][number],
  names: SummaryNames,
): string {
  const since = previousMs === null ? 'depuis l’ouverture' : `depuis ${frenchDateTime(previousMs)}`;
  const rate = registered === 0 ? '—' : `${((100 * signOffs) / registered).toFixed(1).replace('.', ',')} %`;
  const accord = signOffs === ballots ? 'autant de bulletins' : `${ballots} bulletins`;
  return `- ${names.contest(contest)} : ${signOffs} émargements sur ${registered} inscrits (${rate}), ${accord}, ${more} de plus ${since}.`;
}

function sealWords(seal: SummaryContent['seal']): string {
  if (seal === null) return 'pas encore recalculé.';
  return seal.same
    ? `identique à celui qui a été imprimé (recalculé ${frenchDateTime(seal.atMs)}).`
    : `DIFFÉRENT de celui qui a été imprimé (recalculé ${frenchDateTime(seal.atMs)}).`;
}

function free(mebibytes: number): string {
  return mebibytes >= 10_240 ? `${Math.floor(mebibytes / 1024)} Gio` : `${mebibytes} Mio`;
}
