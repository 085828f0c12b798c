/**
 * What the ceremonies from the seal on left, as sections of their records: the code and its parts, checks with their
 * verdicts and decisions, the closing, who brought a key, the figures read, who was proclaimed.
 */
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import type { RecordSection } from '../documents/sections.ts';
import { carrierWords, fullName } from '../documents/election-words.ts';
import { contestWords } from '../role-words.ts';
import { acceptedDisagreement } from './accept-disagreement.ts';
import { derogationsOf } from './accept-derogations.ts';
import { bureauContests } from './allocate-contests.ts';
import { isWithin, plainTable as table, type Told } from './ceremony-told.ts';
import { closingCheck, isClean, sealChecks, type SealCheck } from './check-seal.ts';
import type { Context } from './context.ts';
import { sealDisputes } from './decide-on-seal.ts';
import { derogationText } from './derogation-text-fr.ts';
import { expertiseTexts, sealedExpertise } from './expertise.ts';
import { findingTexts } from './finding-text-fr.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { holderKeys } from './key-holders.ts';
import { contestFigures } from './results.ts';
import { sealParts } from './seal-parts.ts';
import { decisionRecords } from './vote-calendar.ts';

export function sealing(context: Context, { dossier }: Told): RecordSection[] {
  const sealed = context.election.sealed();
  if (sealed === null) return [];
  const derogations = derogationsOf(context).map((each) => derogationText(dossier, each));
  return [
    {
      title: 'Code de scellement',
      code: sealed.code,
      facts: sealParts(context).map(({ label, code, value }) => ({ label, value: code ?? value })),
      sentences: [
        `Scellé le ${frenchDateTimeToTheSecond(sealed.atMs)}. Le repère de chaque partie est ci-dessous ; l’empreinte entière est sur la feuille de scellement.`,
      ],
      points: expertiseTexts(context, sealedExpertise(context)),
    },
    {
      title: 'Dérogations acceptées',
      ...(derogations.length === 0 ? { sentences: ['Aucune.'] } : { points: derogations }),
    },
  ];
}

export function sealCheck(context: Context, told: Told): RecordSection[] {
  return [checksOf(context, told, sealChecks(context, told.bureau.id))];
}

/** The checks that the bureau itself asked for in the ceremony, with what it decided on a difference. */
function checksOf(context: Context, told: Told, checks: readonly SealCheck[]): RecordSection {
  const { dossier, bureau } = told;
  const own = checks.filter(({ by, atMs }) => by === 'bureau' && isWithin(told, atMs));
  const rows = own.map((check) => [
    frenchDateTimeToTheSecond(check.atMs),
    check.code,
    check.same ? 'le même' : 'DIFFÉRENT',
  ]);
  const decided = sealDisputes(context, bureau.id).flatMap(({ check, decision }) =>
    decision !== null && own.some(({ mark }) => mark === check.mark) && decision.atMs <= told.endedMs
      ? [`Décision du bureau, le ${frenchDateTime(decision.atMs)} : ${decision.reason}`]
      : [],
  );
  return {
    title: 'Code de scellement recalculé',
    sentences: [`Code scellé : ${context.election.sealed()?.code ?? ''}.`],
    tables: [table(['Recalculé le', 'Code trouvé', 'Verdict'], rows)],
    points: [
      ...new Set(
        own.filter((each) => !isClean(each)).flatMap((each) => findingTexts(dossier, bureau.id, each)),
      ),
      ...decided,
    ],
  };
}

export async function closing(context: Context, told: Told): Promise<RecordSection[]> {
  const { dossier, bureau } = told;
  const seal = await context.clock.closingSeal({});
  const check = closingCheck(context, bureau.id);
  const contests = bureauContests(dossier, bureau.id);
  const rows = contests.flatMap((contest) => {
    const counts = seal?.contests.find((each) => each.contest === contest.id);
    if (counts === undefined) return [];
    const { registered, signOffs, ballots } = counts;
    const agree = signOffs === ballots ? 'oui' : 'ÉCART';
    return [[contestWords(dossier, contest), ...[registered, signOffs, ballots].map(String), agree]];
  });
  const decided = (['seal', 'counts'] as const).flatMap((subject) => {
    const accepted = acceptedDisagreement(context, bureau.id, subject);
    const about = subject === 'seal' ? 'le scellement' : 'les nombres';
    return accepted === null ? [] : [`Décision du bureau sur ${about} : ${accepted.reason}`];
  });
  const code = seal?.bureaus.find((each) => each.bureau === bureau.id)?.code;
  return [
    ...(check === null ? [] : [checksOf(context, told, [check])]),
    {
      title: 'Code de clôture',
      ...(code === undefined ? {} : { code }),
      tables: [table(['Scrutin', '#Inscrits', '#Émargements', '#Bulletins', 'Accord'], rows)],
      points: [
        ...decided,
        ...contests.flatMap((contest) =>
          decisionRecords(context, dossier, contest.id).map(
            (text) => `${contestWords(dossier, contest)} : ${text}`,
          ),
        ),
      ],
    },
  ];
}

export async function count(context: Context, told: Told): Promise<RecordSection[]> {
  const { dossier, bureau } = told;
  const given = journalFacts(context, 'holder-decryption')
    .filter((each) => textOf(each, 'bureau') === bureau.id)
    .map((each) => {
      const group = bureau.groups.find(({ id }) => id === textOf(each, 'group'));
      const key = group === undefined ? [] : holderKeys(context, bureau, group);
      const own = key[Number(each.facts['holder']) - 1];
      return [
        own === undefined ? '' : fullName(own.holder),
        own?.carriers.map(carrierWords).join(', ') ?? '',
        frenchDateTimeToTheSecond(each.atMs),
      ];
    });
  return [
    {
      title: 'Clés apportées',
      tables: [table(['Porteur', 'Gardée dans', 'Part donnée'], given)],
    },
    await figures(context, told),
    {
      title: 'Égalités tranchées',
      ...pointsOrNone(
        bureauContests(dossier, bureau.id).flatMap((contest) =>
          context.election
            .decisions(contest.id)
            .map(({ record }) => `${contestWords(dossier, contest)} : ${record}`),
        ),
      ),
    },
  ];
}

function pointsOrNone(points: readonly string[]): Pick<RecordSection, 'points' | 'sentences'> {
  return points.length === 0 ? { sentences: ['Aucune.'] } : { points };
}

async function figures(context: Context, { dossier, bureau }: Told): Promise<RecordSection> {
  const rows: string[][] = [];
  for (const contest of bureauContests(dossier, bureau.id)) {
    const found = await contestFigures(context, contest.id);
    if (found === null) continue;
    const { registered, signOffs, ballots, blank, allocation } = found;
    const numbers = [registered, signOffs, ballots, blank, allocation.validVotes];
    rows.push([contestWords(dossier, contest), ...numbers.map(String)]);
  }
  return {
    title: 'Urnes ouvertes',
    tables: [
      table(['Scrutin', '#Inscrits', '#Émargements', '#Bulletins', '#Blancs', '#Suffrages exprimés'], rows),
    ],
    sentences: ['Les voix, les sièges et chaque étape du calcul sont au procès-verbal de chaque scrutin.'],
  };
}

export async function proclamation(context: Context, { dossier, bureau }: Told): Promise<RecordSection[]> {
  const rows: string[][] = [];
  for (const contest of bureauContests(dossier, bureau.id)) {
    const lists = (await contestFigures(context, contest.id))?.allocation.lists ?? [];
    const elected = lists.flatMap(({ name, candidates }) =>
      candidates.filter((each) => each.elected).map((each) => `${each.name} (${name})`),
    );
    rows.push([contestWords(dossier, contest), elected.length === 0 ? 'personne' : elected.join(', ')]);
  }
  return [{ title: 'Élus proclamés', tables: [table(['Scrutin', 'Élus'], rows)] }];
}
