/**
 * The ceremony of keys at a station: holder after holder the sequence is drawn and given to what will carry it (key tokens,
 * sheets of paper, as the dossier asks), the messages are exchanged with a stop to compare the fingerprints aloud, then
 * each holder proves that the key opens. Interrupted before its end, it is begun again; between two proofs, it goes on.
 */
import type { KeysAnswer } from '../../core/station/api.ts';
import {
  codesOf,
  generateKeys,
  readKeys,
  restartKeys,
  type CertificateCodes,
  type HolderCarriers,
  type HolderTurn,
  type KeyProgress,
} from '../../core/station/generate-keys.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { keyProgressText } from '../../core/station/key-text-fr.ts';
import type { RoomBlock } from './desk.ts';
import { intoToken, ontoPaper } from './key-carriers.ts';
import { proveNext } from './key-possession.ts';
import { ask, breathe, type Talk } from './talk.ts';
import { complain, holdersOf, told, turnsOf } from './words.ts';

/** Until the keys are made and proved; whatever the server holds when it begins. */
export async function keyCeremony(talk: Talk): Promise<void> {
  for (;;) {
    const keys = await readKeys(talk.port);
    if (!keys.ok) return complain(talk, 'Création des clés', keys.error);
    if (keys.value.proved) return showDone(talk, keys.value);
    if (keys.value.complete) await proveNext(talk, keys.value);
    else if (isBegun(keys.value)) await offerRestart(talk, keys.value);
    else await generate(talk, keys.value);
  }
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
          text: 'Une création des clés a été commencée et n’est pas finie. Ce que les porteurs ont reçu ne sert plus : détruisez les feuilles, et recommencez avec les mêmes clés ou d’autres.',
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
          text: `Chaque porteur passe à son tour, avec ${each}, et une enveloppe pour chacune. Il faudra ${keysNeeded(sizes)} pour ouvrir les urnes.`,
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

function codesTable({ holders }: CertificateCodes): RoomBlock {
  return {
    kind: 'table',
    columns: ['Porteur', 'Empreinte de sa clé'],
    rows: holders.map(({ holder, code }) => [holder.name, code]),
    last: 'code',
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

async function showProgress({ desk }: Talk, progress: KeyProgress): Promise<void> {
  const { title, step, count } = keyProgressText(progress);
  desk.show({
    title,
    room: [
      { kind: 'text', text: step, look: 'lead' },
      { kind: 'progress', fraction: progress.done / progress.total, text: count },
    ],
  });
  await breathe();
}

async function showDone(talk: Talk, keys: KeysAnswer): Promise<void> {
  const codes = codesOf(keys);
  await ask(talk, {
    title: 'Les clés sont faites',
    room: [
      {
        kind: 'text',
        text: 'Chaque porteur a vérifié la sienne et repart avec son enveloppe. Le scellement se fait sur les pages du bureau.',
        look: 'lead',
      },
      ...(codes === null ? [] : [{ kind: 'code' as const, code: codes.whole }, codesTable(codes)]),
    ],
  });
}
