/**
 * The procès-verbal of the electoral operations of a bureau, once its urns are opened (R211-577): everything recorded of
 * how the vote went, in one paper. Alerts of other bureaus' contests are not in it; no elector is named.
 */
import { ceremonyTitles } from '../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { err, ok } from '../../core/result.ts';
import { alertSentence, alertTitles } from '../../core/watch/alert-text-fr.ts';
import { fullName, functionName } from '../documents/election-words.ts';
import type { Fact } from '../documents/facts.ts';
import { operationsMinutes } from '../documents/operations-minutes.ts';
import type { RecordSection } from '../documents/sections.ts';
import { contestWords, contestWordsById, rate, remarkNames } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import { isSeen } from './alerts.ts';
import { plainTable } from './ceremony-told.ts';
import { isClean, sealChecks } from './check-seal.ts';
import type { Context } from './context.ts';
import { deskOf, issueOf, type Desk, type Made } from './documents.ts';
import { ceremonyEnds } from './end-ceremony.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { sealObservations } from './minutes-document.ts';
import { contestFigures } from './results.ts';
import { contestState, decisionRecords } from './vote-calendar.ts';

export async function operationsDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readResults');
  if (!desk.ok) return desk;
  const { dossier, bureau, closing } = desk.value;
  const counted = journalFacts(context, 'counted').find((each) => textOf(each, 'bureau') === bureau.id);
  if (closing === null || counted === undefined) return err({ code: 'document/not-ready' });
  const validatedMs = context.election.validation(bureau.id)?.atMs ?? null;
  const lastRemark = context.election.ceremonyRemarks(bureau.id).at(-1)?.atMs ?? 0;
  const lastEnd = ceremonyEnds(context, bureau.id).at(-1)?.atMs ?? 0;
  return ok(
    await operationsMinutes({
      ...issueOf(context, dossier, Math.max(counted.atMs, validatedMs ?? 0, lastRemark, lastEnd)),
      organisation: dossier.organisation,
      bureau,
      hours: hoursOf(context, desk.value, { countedMs: counted.atMs, validatedMs }),
      sections: [
        { title: 'Composition du bureau', tables: [membersTable(desk.value)] },
        ceremonies(context, desk.value),
        decisions(context, desk.value),
        checks(context, bureau.id),
        await events(context, desk.value, actor),
        interventions(context),
        remarks(context, bureau.id),
        await figures(context, desk.value),
      ],
    }),
  );
}

function membersTable({ bureau }: Desk) {
  return plainTable(
    ['Fonction', 'Nom'],
    bureau.members.map((member) => [functionName(member), fullName(member)]),
  );
}

function hoursOf(
  context: Context,
  { dossier, bureau, closing }: Desk,
  { countedMs, validatedMs }: { readonly countedMs: number; readonly validatedMs: number | null },
): Fact[] {
  const sealed = context.election.sealed();
  const told = (label: string, atMs: number | null | undefined): Fact => ({
    label,
    value: atMs === null || atMs === undefined ? 'pas encore' : frenchDateTimeToTheSecond(atMs),
  });
  const closings = new Map(
    bureauContests(dossier, bureau.id).map((contest) => [
      contestWords(dossier, contest),
      (contestState(context, dossier, contest.id)?.calendar ?? dossier.calendar).closesMs,
    ]),
  );
  const isOne = new Set(closings.values()).size === 1;
  return [
    told('Scellement', sealed?.atMs),
    told('Ouverture du vote', dossier.calendar.opensMs),
    ...(isOne
      ? [told('Clôture du vote', [...closings.values()][0])]
      : [...closings].map(([name, atMs]) => told(`Clôture, ${name}`, atMs))),
    told('Urnes et émargements figés', closing?.atMs),
    told('Urnes ouvertes', countedMs),
    told('Résultats validés', validatedMs),
  ];
}

function ceremonies(context: Context, { bureau }: Desk): RecordSection {
  const held = context.election.occurrences(bureau.id);
  const rows = ceremonyEnds(context, bureau.id).map(({ ceremony, number, atMs }) => {
    const own = held.find((each) => each.ceremony === ceremony && each.number === number);
    const { members = [], roles = [], guests = [], electors = 0 } = own?.presence ?? {};
    const others = roles.length + guests.length + electors;
    return [
      `${ceremonyTitles[ceremony]}${number === 1 ? '' : ` (n° ${number})`}`,
      own === undefined ? '' : frenchDateTime(own.atMs),
      frenchDateTime(atMs),
      String(members.length),
      String(others),
    ];
  });
  return {
    title: 'Séances',
    tables: [plainTable(['Séance', 'Ouverte', 'Terminée', '#Membres', '#Autres'], rows)],
  };
}

function decisions(context: Context, { dossier, bureau }: Desk): RecordSection {
  const points = bureauContests(dossier, bureau.id).flatMap((contest) =>
    decisionRecords(context, dossier, contest.id).map(
      (told) => `${contestWords(dossier, contest)} : ${told}`,
    ),
  );
  return section(
    'Suspensions, reprises et prolongations',
    points,
    'Le vote n’a été ni suspendu ni prolongé.',
  );
}

function checks(context: Context, bureau: BureauId): RecordSection {
  const all = sealChecks(context, bureau);
  const own = all.filter(({ by }) => by === 'bureau');
  const byItself = all.filter(({ by }) => by === 'schedule');
  const differing = byItself.filter((check) => !isClean(check)).length;
  const rows = own.map((check) => [
    frenchDateTimeToTheSecond(check.atMs),
    check.code,
    isClean(check) ? 'identique' : 'DIFFÉRENCE',
  ]);
  return {
    title: 'Contrôles du scellement',
    sentences: [
      `Code scellé : ${context.election.sealed()?.code ?? ''}. Contrôles faits d’eux-mêmes : ${byItself.length}, dont ${differing} avec une différence. Contrôles demandés par le bureau : ${own.length}.`,
    ],
    tables: [plainTable(['Demandé le', 'Code trouvé', 'Verdict'], rows)],
    points: sealObservations(context, bureau),
  };
}

async function events(context: Context, { dossier }: Desk, actor: Account): Promise<RecordSection> {
  const { alerts } = await context.clock.alerts({ unacknowledged: false });
  const nameOf = (contest: string) => contestWordsById(dossier, contest);
  const points = alerts
    .filter((alert) => isSeen(context, actor, alert))
    .toReversed()
    .map((alert) => {
      const { kind, raisedMs, endedMs, acknowledged } = alert;
      const ended = endedMs === null ? '' : ` Terminé le ${frenchDateTimeToTheSecond(endedMs)}.`;
      const note = acknowledged === null ? '' : ` Le bureau en a pris acte : ${acknowledged.note}`;
      return `${frenchDateTimeToTheSecond(raisedMs)}, ${alertTitles[kind].toLowerCase()}. ${alertSentence(alert, nameOf)}${ended}${note}`;
    });
  return section('Événements survenus', points, 'La surveillance n’a relevé aucun événement.');
}

function interventions(context: Context): RecordSection {
  const points = journalFacts(context, 'intervention').map(
    (each) =>
      `${frenchDateTimeToTheSecond(each.atMs)}, par ${textOf(each, 'account')} : ${textOf(each, 'reason')}`,
  );
  return section('Interventions sur le système', points, 'Aucune intervention n’a été déclarée.');
}

function remarks(context: Context, bureau: BureauId): RecordSection {
  const points = context.election
    .ceremonyRemarks(bureau)
    .map(
      ({ kind, ceremony, atMs, content }) =>
        `${remarkNames[kind]}, ${ceremonyTitles[ceremony].toLowerCase()}, ${frenchDateTime(atMs)} : ${content}`,
    );
  return section('Observations des membres du bureau', points, 'Aucune observation n’a été notée.');
}

function section(title: string, points: readonly string[], none: string): RecordSection {
  return points.length === 0 ? { title, sentences: [none] } : { title, points };
}

async function figures(context: Context, { dossier, bureau }: Desk): Promise<RecordSection> {
  const rows: string[][] = [];
  const elected: string[] = [];
  for (const contest of bureauContests(dossier, bureau.id)) {
    const found = await contestFigures(context, contest.id);
    if (found === null) continue;
    const { registered, signOffs, ballots, blank, allocation } = found;
    const words = contestWords(dossier, contest);
    const numbers = [registered, signOffs, ballots, blank, allocation.validVotes].map(String);
    rows.push([words, ...numbers, rate(signOffs, registered)]);
    for (const list of allocation.lists) {
      const names = list.candidates.filter((each) => each.elected).map(({ name }) => name);
      const who = names.length === 0 ? 'aucun élu' : names.join(', ');
      elected.push(`${words}, ${list.name} : ${list.ballots} bulletins ; ${who}.`);
    }
  }
  const labels = ['Scrutin', '#Inscrits', '#Émargés', '#Bulletins', '#Blancs', '#Exprimés', '#Participation'];
  return { title: 'Participation et résultats', tables: [plainTable(labels, rows)], points: elected };
}
