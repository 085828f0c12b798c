/**
 * What each ceremony left, as sections of its record: read from what is recorded, in the stretch of time of the occurrence
 * where the same may be done again. Live figures are not here: a record says what was, and is the same whenever it is
 * made. Nothing here is a code of voting, a key, or the choice of anyone.
 */
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { codesOf } from '../../core/station/generate-keys.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import type { RecordSection } from '../documents/sections.ts';
import { carrierWords, fullName } from '../documents/election-words.ts';
import { contestWordsById, wipedProof } from '../role-words.ts';
import { isWithin, plainTable as table, type Told } from './ceremony-told.ts';
import type { Context } from './context.ts';
import { functionCheckText } from './function-check-text-fr.ts';
import { journalFacts, textOf } from './journal-facts.ts';
import { keyGenerationOf } from './key-generation.ts';
import { holderKeys, sizesOf } from './key-holders.ts';
import { closing, count, proclamation, sealCheck, sealing } from './sealed-sections.ts';
import { heldTrials } from './trial.ts';

type Maker = (context: Context, told: Told) => RecordSection[] | Promise<RecordSection[]>;

const makers: Readonly<Partial<Record<CeremonyId, Maker>>> = {
  recette,
  functionTest,
  trial,
  drawing,
  keys,
  sealing,
  sealCheck,
  closing,
  count,
  proclamation,
};

export async function ceremonySections(
  context: Context,
  ceremony: CeremonyId,
  told: Told,
): Promise<readonly RecordSection[]> {
  return (await makers[ceremony]?.(context, told)) ?? [];
}

function nameOf({ election }: Pick<Context, 'election'>, account: string): string {
  const found = election.account(account);
  return found === null ? account : `${found.firstName} ${found.lastName}`;
}

function recette(context: Context, { endedMs }: Told): RecordSection[] {
  const made = context.election.remarks().filter(({ atMs }) => atMs <= endedMs);
  if (made.length === 0) return [{ title: 'Remarques', sentences: ['Aucune remarque n’a été déposée.'] }];
  const rows = made.map(({ number, atMs, account, text }) => [
    String(number),
    frenchDateTime(atMs),
    nameOf(context, account),
    text,
  ]);
  return [{ title: 'Remarques', tables: [table(['#N°', 'Le', 'Par', 'Remarque'], rows)] }];
}

function functionTest(context: Context, told: Told): RecordSection[] {
  return context.election
    .functionTests()
    .filter(({ startedMs }) => isWithin(told, startedMs))
    .map(({ startedMs, endedMs, passed, checks }) => {
      const verdict = endedMs === null ? 'interrompu' : passed ? 'réussi' : 'échec';
      const rows = checks.map((check) => {
        const { tried, found } = functionCheckText(told.dossier, check);
        return [tried, found, check.ok ? 'bon' : 'ÉCHEC'];
      });
      return {
        title: `Essai du ${frenchDateTimeToTheSecond(startedMs)} : ${verdict}`,
        tables: [table(['Contrôle', 'Constaté', 'Verdict'], rows)],
      };
    });
}

function trial(context: Context, { endedMs, dossier }: Told): RecordSection[] {
  const held = heldTrials(context).findLast(({ atMs }) => atMs <= endedMs);
  if (held === undefined) return [];
  const rows = held.outcome.contests.map(({ contest, registered, signOffs, ballots, elected }) => [
    contestWordsById(dossier, contest),
    ...[registered, signOffs, ballots, elected].map(String),
  ]);
  return [
    {
      title: 'Ce qui a été voté, compté, puis effacé',
      tables: [table(['Scrutin', '#Inscrits', '#Émargements', '#Bulletins', '#Élus'], rows)],
      points: [wipedProof(held), 'Le détail est au procès-verbal du scrutin à blanc.'],
    },
  ];
}

function drawing({ election }: Context, { bureau }: Told): RecordSection[] {
  const made = election.drawings().find((each) => each.bureau === bureau.id);
  if (made === undefined) return [];
  const rows = made.drawn.map(({ name, hash }, index) => [
    String(index + 1),
    name,
    index === 0 ? 'présidence' : 'assesseur',
    hash,
  ]);
  return [
    {
      title: 'Tirage',
      facts: [
        { label: 'Texte public', value: { verbatim: made.seed } },
        ...made.contributions.map(({ by, text }) => ({
          label: `Feuille de ${by}`,
          value: { verbatim: text },
        })),
      ],
      tables: [table(['#Rang', 'Nom', 'Fonction', 'Empreinte qui le classe'], rows)],
      points: [
        'Chacun peut refaire le tirage : « isoloir draw --seed », le texte public, puis les noms. L’empreinte de chaque nom est SHA-256 de « isoloir/1/draw|texte public|nom » ; les noms sont rangés par empreinte.',
      ],
    },
  ];
}

function keys(context: Context, told: Told): RecordSection[] {
  const { bureau } = told;
  const proved = journalFacts(context, 'key-possession-proved').filter(
    (each) => textOf(each, 'bureau') === bureau.id,
  );
  const rows = bureau.groups.flatMap((group) =>
    holderKeys(context, bureau, group).map(({ holder, carriers, fingerprint }, index) => {
      const last = proved.findLast(
        (each) => textOf(each, 'group') === group.id && each.facts['holder'] === index + 1,
      );
      return [
        bureau.groups.length === 1 ? fullName(holder) : `${fullName(holder)} (${group.name})`,
        carriers.map(carrierWords).join(', '),
        fingerprint ?? '',
        last === undefined ? 'non' : frenchDateTimeToTheSecond(last.atMs),
      ];
    }),
  );
  const restarts = journalFacts(context, 'keys-restarted').filter(
    (each) => textOf(each, 'bureau') === bureau.id && isWithin(told, each.atMs),
  );
  const code = codesOf(keyGenerationOf(context, bureau.id))?.whole;
  return [
    {
      title: 'Clés, enveloppes et vérifications',
      ...(code === undefined ? {} : { code }),
      sentences: [
        `Code de l’ensemble des clés, comparé à voix haute. Pour dépouiller, il faut ${keysNeeded(sizesOf(bureau))}.`,
      ],
      tables: [table(['Porteur', 'Gardée dans', 'Empreinte de la clé', 'Clé vérifiée'], rows)],
      points: restarts.map(
        ({ atMs }) => `Création des clés recommencée le ${frenchDateTimeToTheSecond(atMs)}.`,
      ),
    },
  ];
}
