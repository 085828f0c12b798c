/**
 * The ceremony of keys at a station: holder after holder the sequence is drawn and given to what will carry it (key tokens,
 * sheets of paper, as the dossier asks), the messages are exchanged with a stop to compare the fingerprints aloud, then
 * each holder proves that the key opens. Interrupted before its end, it is begun again; between two proofs, it goes on.
 */
import { parseKeyToken, printKeyToken, type KeyTokenRecord } from '../../core/tokens/key-token-record.ts';
import { chooseToken, findKeyToken } from '../../core/tokens/open-token.ts';
import { enrolSequence, unwrapSequence } from '../../core/tokens/token-sequence.ts';
import { assertOk } from '../../core/result.ts';
import type { HolderPlace, KeysAnswer, StationHolder } from '../../core/station/api.ts';
import type { StationRefusal } from '../../core/station/call.ts';
import {
  checkCopy,
  codesOf,
  generateKeys,
  readKeys,
  restartKeys,
  type AskedCarrier,
  type CertificateCodes,
  type HolderCarriers,
  type HolderTurn,
  type KeyProgress,
} from '../../core/station/generate-keys.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { provePossession } from '../../core/station/possession.ts';
import { printedSequence, type Sequence } from '../../core/station/sequence.ts';
import type { RoomBlock } from './desk.ts';
import { ask, breathe, type Talk } from './talk.ts';
import { pulledOut, withTokenOf } from './token-talk.ts';
import { complain, refusalText, told, turnsOf } from './words.ts';

/** Until the keys are made and proved; whatever the server holds when it begins. */
export async function keyCeremony(talk: Talk): Promise<void> {
  for (;;) {
    const keys = await readKeys(talk.port);
    if (!keys.ok) return complain(talk, 'Création des clés', keys.error);
    if (keys.value.proved) return showDone(talk, keys.value);
    if (keys.value.complete) await proveAll(talk, keys.value);
    else if (isBegun(keys.value)) await offerRestart(talk, keys.value);
    else await generate(talk, keys.value);
  }
}

function holdersOf({ groups }: KeysAnswer): StationHolder[] {
  return groups.flatMap(({ holders }) => holders);
}

function isBegun({ groups }: KeysAnswer): boolean {
  return groups.some(({ certificates }) => certificates.some((each) => each !== null));
}

async function offerRestart(talk: Talk, keys: KeysAnswer): Promise<void> {
  await told(
    talk,
    {
      title: 'Création des clés interrompue',
      room: [
        {
          kind: 'notice',
          text: 'Une création des clés a été commencée et n’est pas finie. Ce que les titulaires ont reçu ne sert plus : détruisez les feuilles, et recommencez avec les mêmes clés ou d’autres.',
          look: 'warn',
        },
        turnsOf(holdersOf(keys), [], null),
      ],
    },
    'Recommencer la création des clés',
  );
  const done = await restartKeys(talk.port);
  if (!done.ok) await complain(talk, 'Création des clés interrompue', done.error);
}

const carrierWords = {
  token: { main: 'une clé de sécurité', backup: 'une seconde clé de sécurité, de secours' },
  paper: { main: 'une feuille', backup: 'une feuille de secours' },
} as const;

async function generate(talk: Talk, keys: KeysAnswer): Promise<void> {
  const { groups, carriers } = keys;
  const sizes = groups.map((group) => ({ ...group, size: group.holders.length }));
  const each = carriers.map(({ kind, slot }) => carrierWords[kind][slot]).join(' et ');
  await told(
    talk,
    {
      title: 'Création des clés',
      room: [
        {
          kind: 'text',
          text: `Chaque titulaire passe à son tour, avec ${each}, et une enveloppe pour chacune. Il faudra ${keysNeeded(sizes)} pour ouvrir les urnes.`,
          look: 'lead',
        },
        turnsOf(holdersOf(keys), [], null),
      ],
      desk: [
        {
          kind: 'text',
          text: 'Prenez le temps : la création va jusqu’au bout sans arrêter ce poste. Arrêtée avant la fin, elle se recommence.',
        },
      ],
    },
    'Commencer',
  );
  const made = await generateKeys(talk.port, {
    random: talk.random,
    onSequence: (turn) => serveHolder(talk, turn),
    onCertificates: (codes) => readAloud(talk, codes),
    onProgress: (progress) => showProgress(talk, progress),
  });
  if (!made.ok) await complain(talk, 'Les clés ne sont pas faites', made.error);
}

/** One holder's turn: the sequence goes into each carrier that the dossier asks, and each into its envelope. */
async function serveHolder(talk: Talk, turn: HolderTurn): Promise<HolderCarriers> {
  const all = holdersOf(turn.keys);
  const place = all.findIndex(
    (each) => each.group === turn.holder.group && each.holder === turn.holder.holder,
  );
  const room = [turnsOf(all, all.slice(0, place), turn.holder)];
  const carriers: HolderCarriers[number][] = [];
  for (const asked of turn.asked) {
    const own = carriers.flatMap(({ record }) => record ?? []);
    const record =
      asked.kind === 'token'
        ? await intoToken(talk, turn, asked, room, own)
        : await ontoPaper(talk, turn, asked, room);
    carriers.push({ slot: asked.slot, envelope: asked.envelope, record });
  }
  return carriers;
}

/** The record, canonical. */
async function intoToken(
  talk: Talk,
  { holder, sequence, keys, others }: HolderTurn,
  { slot, envelope }: AskedCarrier,
  room: readonly RoomBlock[],
  own: readonly string[],
): Promise<string> {
  const token = slot === 'main' ? 'votre clé de sécurité' : 'votre clé de secours';
  const turn = { holder: holder.name, token, room, others: [] };
  const record = await withTokenOf(talk, turn, {
    find: chooseToken,
    work: (means, opened) =>
      enrolSequence(means, sequence, {
        token: opened.token.id,
        pin: opened.pin,
        holder: { round: keys.round, bureau: holder.group, index: holder.holder },
        rpId: keys.rpId,
        rpName: 'Isoloir',
        userName: holder.name,
        others: [...others, ...own].map(readRecord),
      }),
  });
  if (record.kind === 'other') throw new Error('a token is asked without other choice');
  await pulledOut(talk, {
    title: `${holder.name}, retirez ${token}`,
    room: [
      ...room,
      {
        kind: 'text',
        text: `Glissez-la dans l’enveloppe no ${envelope}, cachetez-la et signez-la.`,
        look: 'lead',
      },
    ],
  });
  await told(
    talk,
    {
      title: `Enveloppe no ${envelope}`,
      room: [
        ...room,
        {
          kind: 'text',
          text: `${holder.name} garde cette enveloppe cachetée jusqu’au dépouillement, sauf pour la vérification qui suit.`,
          look: 'lead',
        },
      ],
    },
    'La clé est dans son enveloppe',
  );
  return printKeyToken(record.value);
}

function readRecord(text: string): KeyTokenRecord {
  return assertOk(parseKeyToken(text));
}

/** The sequence is shown to its holder alone, copied, and typed again from the sheet. */
async function ontoPaper(
  talk: Talk,
  { holder, sequence }: HolderTurn,
  { envelope }: AskedCarrier,
  room: readonly RoomBlock[],
): Promise<null> {
  const common = [
    ...room,
    { kind: 'text', text: 'Le titulaire recopie sa séquence, seul devant le poste.' } as const,
  ];
  await told(
    talk,
    { title: `${holder.name}, prenez votre feuille`, room: common },
    'Je suis seul devant l’écran : afficher ma séquence',
  );
  let problem: string | null = null;
  for (;;) {
    await told(
      talk,
      {
        title: `${holder.name}, recopiez votre séquence`,
        room: common,
        desk: [
          {
            kind: 'text',
            text: 'En capitales, groupe par groupe. Le zéro est barré ; il n’y a ni I, ni L, ni O, ni U.',
          },
          { kind: 'secret', code: printedSequence(sequence) },
        ],
      },
      'J’ai recopié',
    );
    problem = await typedAgain(talk, holder, sequence, common);
    if (problem === null) break;
  }
  await told(
    talk,
    {
      title: 'La feuille est juste',
      room: [
        ...room,
        {
          kind: 'text',
          text: `Glissez-la dans l’enveloppe no ${envelope}, cachetez-la et signez-la.`,
          look: 'lead',
        },
      ],
    },
    'La feuille est dans son enveloppe',
  );
  return null;
}

/** Null once right; else what to correct, and the sequence is shown again when asked. */
async function typedAgain(
  talk: Talk,
  { name }: StationHolder,
  sequence: Sequence,
  room: readonly RoomBlock[],
): Promise<string | null> {
  let problem: string | null = null;
  for (;;) {
    const { choice, values } = await ask(talk, {
      title: `${name}, vérifiez votre feuille`,
      room,
      fields: [
        {
          name: 'typed',
          label: 'Retapez la séquence depuis votre feuille',
          hint: '27 caractères ; les espaces et les minuscules ne comptent pas',
          type: 'code',
        },
      ],
      choices: [
        { id: 'check', label: 'Vérifier' },
        { id: 'again', label: 'Revoir la séquence', quiet: true, skips: true },
      ],
      problem,
    });
    if (choice === 'again') return 'again';
    const copy = checkCopy(values['typed'] ?? '', sequence);
    if (copy.ok) return null;
    problem = refusalText(copy.error);
  }
}

function codesTable({ holders }: CertificateCodes): RoomBlock {
  return {
    kind: 'table',
    columns: ['Titulaire', 'Empreinte de sa clé'],
    rows: holders.map(({ holder, code }) => [holder.name, code]),
    codes: true,
  };
}

async function readAloud(talk: Talk, codes: CertificateCodes): Promise<void> {
  await told(
    talk,
    {
      title: 'Lisez ces codes à voix haute',
      room: [
        {
          kind: 'text',
          text: 'Un autre membre ouvre la page « Création des clés » sur son propre appareil : il doit y lire les mêmes codes. S’ils diffèrent, arrêtez : quelqu’un s’est glissé entre ce poste et l’appareil de vote.',
        },
        { kind: 'code', code: codes.whole },
        codesTable(codes),
      ],
    },
    'Les codes sont les mêmes',
  );
}

const stepNames: Readonly<Record<KeyProgress['step'], string>> = {
  certificate: 'Étape 1 sur 3 : les clés des titulaires',
  polynomial: 'Étape 2 sur 3 : le partage',
  voutput: 'Étape 3 sur 3 : la vérification du partage',
};

async function showProgress({ desk }: Talk, { step, done, total }: KeyProgress): Promise<void> {
  const text = `${done} titulaires sur ${total}.`;
  desk.show({
    title: 'Les clés se font',
    room: [
      { kind: 'text', text: stepNames[step], look: 'lead' },
      { kind: 'progress', fraction: done / total, text },
    ],
  });
  await breathe();
}

/** Each holder who has not yet, with what the envelope holds. */
async function proveAll(talk: Talk, keys: KeysAnswer): Promise<void> {
  const all = holdersOf(keys);
  const isProved = ({ group, holder }: HolderPlace) =>
    keys.groups.find(({ id }) => id === group)?.proved[holder - 1] === true;
  const next = all.find((holder) => !isProved(holder));
  if (next === undefined) return;
  const room: RoomBlock[] = [
    {
      kind: 'text',
      text: 'Chaque titulaire montre que sa clé s’ouvre : une clé qui ne s’ouvrirait pas se découvre maintenant, pas au dépouillement.',
    },
    turnsOf(all, all.filter(isProved), next),
  ];
  const proved = await proveOne(talk, keys, next, room);
  if (proved !== null) await complain(talk, `${next.name}, la vérification n’est pas faite`, proved);
}

/** Null once proved. */
async function proveOne(
  talk: Talk,
  keys: KeysAnswer,
  holder: StationHolder,
  room: readonly RoomBlock[],
): Promise<StationRefusal | null> {
  const main = holder.carriers.find(({ slot }) => slot === 'main');
  const sequence =
    main?.record == null
      ? await typedSequence(talk, holder, room)
      : await sequenceInToken(talk, holder, readRecord(main.record), room);
  if (sequence === 'again') {
    const restarted = await restartKeys(talk.port);
    return restarted.ok ? null : restarted.error;
  }
  const done = await provePossession(talk.port, keys, {
    group: holder.group,
    holder: holder.holder,
    sequence,
    random: talk.random,
  });
  if (!done.ok) return done.error;
  await pulledOut(talk, {
    title: `${holder.name}, votre clé s’ouvre`,
    room: [
      ...room,
      {
        kind: 'text',
        text: `Retirez-la, remettez-la dans l’enveloppe no ${main?.envelope ?? ''}, et cachetez-la.`,
        look: 'lead',
      },
    ],
  });
  return null;
}

const begin = { id: 'again', label: 'Elle ne s’ouvre pas : recommencer la création des clés' };

async function sequenceInToken(
  talk: Talk,
  { name }: StationHolder,
  record: KeyTokenRecord,
  room: readonly RoomBlock[],
): Promise<string> {
  const turn = { holder: name, token: 'votre clé de sécurité', room, others: [begin] };
  const found = await withTokenOf(talk, turn, {
    find: (means) => findKeyToken(means, record),
    work: (means, { token, pin }) =>
      unwrapSequence(means, { token: token.id, pin, isConfirmed: token.isConfirmed }, record),
  });
  return found.kind === 'done' ? found.value : 'again';
}

async function typedSequence(
  talk: Talk,
  { name }: StationHolder,
  room: readonly RoomBlock[],
): Promise<string> {
  const { choice, values } = await ask(talk, {
    title: `${name}, ouvrez votre enveloppe`,
    room,
    fields: [
      {
        name: 'typed',
        label: 'Séquence secrète',
        hint: '27 caractères, depuis la feuille ; personne d’autre ne regarde l’écran',
        type: 'code',
      },
    ],
    choices: [
      { id: 'check', label: 'Vérifier' },
      { ...begin, quiet: true, skips: true },
    ],
  });
  return choice === 'again' ? 'again' : (values['typed'] ?? '');
}

async function showDone(talk: Talk, keys: KeysAnswer): Promise<void> {
  const codes = codesOf(keys);
  await ask(talk, {
    title: 'Les clés sont faites',
    room: [
      {
        kind: 'text',
        text: 'Chaque titulaire a vérifié la sienne et repart avec son enveloppe. Le scellement se fait sur les pages du bureau.',
        look: 'lead',
      },
      ...(codes === null ? [] : [{ kind: 'code' as const, code: codes.whole }, codesTable(codes)]),
    ],
  });
}
