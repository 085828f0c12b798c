/**
 * Giving a holder's sequence to what will carry it, during the ceremony of keys: into a key token, which is believed once it
 * gave the secret back; or onto a sheet, which is believed once it was typed again. Then into its numbered envelope.
 */
import type { StationHolder } from '../../core/station/api.ts';
import { checkCopy, type AskedCarrier, type HolderTurn } from '../../core/station/generate-keys.ts';
import { printedSequence, type Sequence } from '../../core/station/sequence.ts';
import { parseKeyToken, printKeyToken, type KeyTokenRecord } from '../../core/tokens/key-token-record.ts';
import { chooseToken } from '../../core/tokens/open-token.ts';
import { enrolSequence } from '../../core/tokens/token-sequence.ts';
import type { RoomBlock } from './desk.ts';
import { ask, type Talk } from './talk.ts';
import { pulledOut, withTokenOf } from './token-talk.ts';
import { refusalText, told } from './words.ts';

/** The record, canonical. */
export async function intoToken(
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
    work: async (means, opened) => {
      const records: KeyTokenRecord[] = [];
      for (const text of [...others, ...own]) {
        const read = parseKeyToken(text);
        if (!read.ok) return read;
        records.push(read.value);
      }
      return enrolSequence(means, sequence, {
        token: opened.token.id,
        pin: opened.pin,
        holder: { round: keys.round, bureau: holder.group, index: holder.holder },
        rpId: keys.rpId,
        rpName: 'Isoloir',
        userName: holder.name,
        others: records,
      });
    },
  });
  if (record.kind === 'other') throw new Error('a token is asked without other choice');
  await pulledOut(talk, {
    title: `${holder.name}, retirez ${token}`,
    room: [
      ...room,
      {
        kind: 'text',
        text: `Glissez-la dans l’enveloppe n°\u00a0${envelope}, cachetez-la et signez-la.`,
        look: 'lead',
      },
    ],
  });
  await told(
    talk,
    {
      title: `Enveloppe n°\u00a0${envelope}`,
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

/** The sequence is shown to its holder alone, copied, and typed again from the sheet. */
export async function ontoPaper(
  talk: Talk,
  { holder, sequence }: HolderTurn,
  { envelope }: AskedCarrier,
  room: readonly RoomBlock[],
): Promise<null> {
  const common = [
    ...room,
    { kind: 'text', text: 'Le porteur recopie sa séquence, seul devant le poste.' } as const,
  ];
  await told(
    talk,
    { title: `${holder.name}, prenez votre feuille`, room: common },
    'Je suis seul devant l’écran : afficher ma séquence',
  );
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
    if (await isTypedAgain(talk, holder, sequence, common)) break;
  }
  await told(
    talk,
    {
      title: 'La feuille est juste',
      room: [
        ...room,
        {
          kind: 'text',
          text: `Glissez-la dans l’enveloppe n°\u00a0${envelope}, cachetez-la et signez-la.`,
          look: 'lead',
        },
      ],
    },
    'La feuille est dans son enveloppe',
  );
  return null;
}

/** False to see the sequence again. */
async function isTypedAgain(
  talk: Talk,
  { name }: StationHolder,
  sequence: Sequence,
  room: readonly RoomBlock[],
): Promise<boolean> {
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
    if (choice === 'again') return false;
    const copy = checkCopy(values['typed'] ?? '', sequence);
    if (copy.ok) return true;
    problem = refusalText(copy.error);
  }
}
