/**
 * The dashboard of the vote as every role sees it, each by what it may (Domitia articles 12 §3, 13 and 17, annex 3 §5):
 * counters of each contest on the main system and on the standby, turnout now and over time, time left, seal, alerts,
 * services. Pure: from what was read (use-cases/read-dashboard.ts) to words, tables and plots. Every state is in words.
 */
import type { Dossier } from '../../../../core/dossier/types.ts';
import {
  frenchDateTime,
  frenchDateTimeToTheSecond,
  frenchShortDateTime,
  frenchTime,
} from '../../../../core/french/dates.ts';
import { contestWords, rate } from '../../../role-words.ts';
import type { FollowedContest } from '../../../use-cases/follow-turnout.ts';
import { isKioskWell, type KioskState } from '../../../use-cases/kiosk-states.ts';
import type { ContestNow, Dashboard } from '../../../use-cases/read-dashboard.ts';
import { isWell } from '../../../use-cases/service-states.ts';
import { mostLines, plotSvg, type PlotLine } from '../../plot.ts';
import {
  agreementWords,
  alertLine,
  kioskWords,
  rhythmWords,
  sealLines,
  serviceLine,
  situationWords,
  type StateLine,
} from './dashboard-words.ts';
import { seenWords } from './seen.ts';
import { columns, type Row, type Table } from './table.ts';

export interface DashboardView {
  /** « Édité le … ». */
  readonly editedAt: string;
  /** Of the look. */
  readonly hour: string;
  readonly isLive: boolean;
  readonly rhythm: string | null;
  readonly contests: Table | null;
  /** What must be said about the figures, one sentence each. */
  readonly notes: readonly string[];
  readonly differs: boolean;
  readonly charts: readonly Chart[];
  readonly seal: readonly StateLine[];
  readonly alerts: StateLine | null;
  readonly services: readonly StateLine[];
  /** Null where there are none. */
  readonly kiosks: Table | null;
  /** What is worth telling who does not look at the page: read aloud when it changes, never at each vote. */
  readonly summary: string;
}

export interface Chart {
  readonly id: string;
  readonly wide: string;
  readonly narrow: string;
  readonly table: Table;
}

export function dashboardView(dossier: Dossier, dashboard: Dashboard): DashboardView {
  const { atMs, sight, contests, seal, services, kiosks, openAlerts } = dashboard;
  const seals = seal === null ? [] : sealLines(dossier, seal, atMs);
  const alerts = openAlerts === null ? null : alertLine(openAlerts);
  const differs = contests.some(doesDiffer);
  return {
    editedAt: sight === 'live' ? frenchDateTimeToTheSecond(atMs) : frenchDateTime(atMs),
    hour: frenchTime(atMs),
    isLive: sight === 'live',
    rhythm: rhythmWords(dashboard),
    contests: contests.length === 0 ? null : contestsTable(dossier, dashboard),
    notes: notesOf(dossier, dashboard),
    differs,
    charts: chartsOf(dossier, dashboard),
    seal: seals,
    alerts,
    services: services.map((state) => serviceLine(state, atMs)),
    kiosks: kiosks.length === 0 ? null : kiosksTable(kiosks, atMs),
    summary: summaryOf(dossier, dashboard, [...seals, ...(alerts === null ? [] : [alerts])]),
  };
}

function doesDiffer({ turnout, ballots }: ContestNow): boolean {
  return turnout !== null && ballots !== null && turnout.signOffs !== null && turnout.signOffs !== ballots;
}

function contestsTable(dossier: Dossier, { contests, mayTurnout, mayBallots, atMs }: Dashboard): Table {
  const hasSignOffs = mayTurnout || mayBallots;
  const hasBallots = contests.some(({ ballots }) => ballots !== null);
  return {
    caption: null,
    columns: columns(
      'Scrutin',
      'Situation',
      ...(hasSignOffs ? ['#Inscrits', '#Émargements'] : []),
      ...(hasBallots ? ['#Bulletins', 'Accord', 'Système de secours'] : []),
      ...(mayTurnout ? ['#Participation'] : []),
    ),
    rows: contests.map((each): Row => {
      const { contest, turnout, ballots } = each;
      const signOffs = turnout?.signOffs ?? null;
      return {
        cells: [
          contestWords(dossier, contest),
          situationWords(each, atMs),
          ...(hasSignOffs ? [String(turnout?.registered ?? ''), signOffsWords(turnout)] : []),
          ...(hasBallots
            ? [
                ballots === null ? '—' : String(ballots),
                ballots === null || signOffs === null ? '—' : agreementWords(signOffs, ballots),
                'pas de secours',
              ]
            : []),
          ...(mayTurnout ? [signOffs === null ? '—' : rate(signOffs, turnout?.registered ?? 0)] : []),
        ],
        ...(doesDiffer(each) ? { look: 'row-bad' as const } : {}),
      };
    }),
  };
}

function kiosksTable(kiosks: readonly KioskState[], nowMs: number): Table {
  return {
    caption: null,
    columns: columns('Borne', 'Agence et lieu', 'État', 'Vue'),
    rows: kiosks.map((kiosk): Row => {
      const cells = [kiosk.label, kiosk.place, kioskWords(kiosk), seenWords(kiosk.seenMs, nowMs)];
      return { cells, ...(isKioskWell(kiosk) ? {} : { look: 'row-bad' as const }) };
    }),
  };
}

function signOffsWords(turnout: FollowedContest | null): string {
  if (turnout?.signOffs != null) return String(turnout.signOffs);
  return turnout?.isSmall === true ? 'à la clôture' : '—';
}

function notesOf(dossier: Dossier, { contests, sight, mayBallots }: Dashboard): string[] {
  const small = contests.filter(({ turnout }) => turnout?.isSmall === true);
  const names = small.map(({ contest }) => contestWords(dossier, contest)).join(' ; ');
  const isWaiting = sight === 'rhythm' && contests.some(({ phase }) => phase !== 'closed');
  return [
    ...(contests.some(doesDiffer)
      ? [
          'Les bulletins et les émargements ne sont pas en même nombre. Un vote en cours peut l’expliquer pendant une minute. Si l’écart reste, notez-le et prévenez l’assistance.',
        ]
      : []),
    ...(small.length === 0
      ? []
      : [
          `${names} : moins de ${dossier.secrecy.minimumUrn} inscrits. La participation s’affichera à la clôture, car un votant de plus s’y reconnaîtrait.`,
        ]),
    ...(mayBallots && isWaiting
      ? [
          'Le nombre de bulletins s’affichera à la clôture de chaque scrutin : l’urne ne garde aucune heure, et ce nombre ne peut donc être arrêté à un moment passé.',
        ]
      : []),
  ];
}

function chartsOf(dossier: Dossier, { contests, mayTurnout, atMs }: Dashboard): Chart[] {
  const lines = contests.flatMap(({ contest, turnout }): PlotLine[] => {
    if (!mayTurnout || turnout === null || turnout.points.length === 0) return [];
    return [{ name: contestWords(dossier, contest), ...turnout }];
  });
  const toMs = Math.max(...contests.map(({ calendar: { closesMs, graceMs } }) => closesMs + graceMs));
  const groups = Array.from({ length: Math.ceil(lines.length / mostLines) }, (_, index) =>
    lines.slice(index * mostLines, (index + 1) * mostLines),
  );
  return groups.map((group, index) => {
    const id = `participation-${index + 1}`;
    const title = 'Participation depuis l’ouverture, en part des inscrits';
    const plot = { id, title, fromMs: dossier.calendar.opensMs, toMs, lines: group };
    return {
      id,
      wide: plotSvg(plot, 'wide'),
      narrow: plotSvg(plot, 'narrow'),
      table: overTime(group, toMs - dossier.calendar.opensMs > 86_400_000, atMs),
    };
  });
}

/** The figures of a plot, a line for each of its moments. */
function overTime(lines: readonly PlotLine[], isLong: boolean, nowMs: number): Table {
  const moments = [...new Set(lines.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].sort(
    (one, other) => one - other,
  );
  return {
    caption: null,
    columns: columns('Heure', ...lines.map(({ name }) => `#${name}`)),
    rows: moments.map((atMs) => ({
      cells: [
        isLong ? frenchShortDateTime(atMs) : `${frenchTime(atMs)}${atMs === nowMs ? ', maintenant' : ''}`,
        ...lines.map(({ points, registered }) => {
          const { signOffs } = points.findLast((point) => point.atMs <= atMs) ?? { signOffs: 0 };
          return `${signOffs} (${rate(signOffs, registered)})`;
        }),
      ],
    })),
  };
}

/** Changes of this text are read aloud: nothing in it moves with a vote or with the minutes. */
function summaryOf(dossier: Dossier, dashboard: Dashboard, lines: readonly StateLine[]): string {
  const phases = {
    beforeOpening: 'pas encore ouvert',
    open: 'ouvert',
    suspended: 'suspendu',
    grace: 'clos, délai pour finir',
    closed: 'clos',
  };
  const silent = dashboard.services
    .filter((state) => !isWell(state))
    .map((state) => serviceLine(state, dashboard.atMs));
  return [
    ...dashboard.contests.map((each) => `${contestWords(dossier, each.contest)} : ${phases[each.phase]}.`),
    ...[...lines, ...silent].filter((line) => !line.isWell).map(({ label, text }) => `${label} : ${text}.`),
  ].join(' ');
}
