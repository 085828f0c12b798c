/**
 * The verdict on the seal, computed by this machine and not by the appliance that it judges (core/sealing/verdict.ts): the code
 * typed from the signed sheet, what the appliance publishes, its files against those of this station, the voting page as it
 * serves it. Shown to the room; what differs is for the bureau to decide on.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { parseCode } from '../../core/bytes/crockford.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { parseMeasurement } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { isFavourable, verdict, type Verdict } from '../../core/sealing/verdict.ts';
import { verdictLimits, verdictLines, verdictTitles } from '../../core/sealing/verdict-text-fr.ts';
import { ask, type Talk } from './talk.ts';

const title = 'Le scellement, vu de ce poste';

/** Until the bureau has seen the verdict and goes on. */
export async function sealSeen(talk: Talk): Promise<void> {
  const printedCode = await typedCode(talk);
  talk.desk.show({
    title,
    room: [
      {
        kind: 'text',
        text: 'Le poste mesure ses propres fichiers et les compare à ceux de l’appareil de vote.',
      },
    ],
  });
  const checks = await computed(talk, printedCode);
  if (checks === null) {
    await ask(talk, {
      title,
      room: [
        {
          kind: 'notice',
          text: 'Le verdict n’a pas pu être rendu : l’appareil de vote n’a pas répondu comme il le doit. Le bureau décide de continuer ou non, et le note au procès-verbal.',
          look: 'bad',
        },
      ],
      choices: [{ id: 'on', label: 'Le bureau décide de continuer' }],
    });
    return;
  }
  await shown(talk, checks);
}

/** Null when nobody has the signed sheet: the verdict says so. */
async function typedCode(talk: Talk): Promise<string | null> {
  let [typed, problem] = ['', null as string | null];
  for (;;) {
    const { choice, values } = await ask(talk, {
      title,
      room: [
        {
          kind: 'text',
          text: 'Un appareil ne peut pas répondre de lui-même : ce poste juge le scellement à sa place, d’après le code de la feuille signée.',
          look: 'lead',
        },
      ],
      fields: [
        {
          name: 'seal',
          label: 'Code de scellement',
          hint: 'Six groupes de quatre caractères, depuis la feuille signée au scellement',
          type: 'code',
          value: typed,
        },
      ],
      choices: [
        { id: 'judge', label: 'Comparer' },
        { id: 'without', label: 'Sans la feuille signée', quiet: true, skips: true },
      ],
      problem,
    });
    if (choice === 'without') return null;
    typed = values['seal'] ?? '';
    if (parseCode(typed, 24).ok) return typed;
    problem =
      'Ce code de scellement n’est pas complet ou contient une faute de frappe. Comparez-le à la feuille, groupe par groupe.';
  }
}

/** Null when the appliance did not answer as it should. */
async function computed(talk: Talk, printedCode: string | null): Promise<readonly Verdict[] | null> {
  const nonce = bytesToHex(talk.random(32));
  const text = async (path: string) => new TextDecoder().decode(await bytesOf(talk, path));
  const ownProgram = await talk.ownProgram();
  try {
    const answer = JSON.parse(await text(`/api/seal?nonce=${nonce}`)) as SignedSeal;
    const sealedProgram = parseMeasurement(await text('/api/seal/program/sealed'));
    const foundProgram = parseMeasurement(await text('/api/seal/program/found'));
    const booth = sha256Hex(await bytesOf(talk, '/isoloir'));
    if (sealedProgram === null || foundProgram === null) return null;
    return verdict({ answer, nonce, printedCode, sealedProgram, foundProgram, ownProgram, booth });
  } catch {
    // No answer, or one that is not a seal: the verdict says no more of it.
    return null;
  }
}

async function bytesOf({ get }: Talk, path: string): Promise<Uint8Array> {
  const { status, bytes } = await get(path);
  if (status !== 200) throw new Error(`status ${status}`);
  return bytes;
}

const outcomes: Readonly<Record<Verdict['outcome'], string>> = {
  same: '✓ conforme',
  different: '✗ DIFFÉRENT',
  undone: '– sans objet',
};

async function shown(talk: Talk, checks: readonly Verdict[]): Promise<void> {
  const isSame = isFavourable(checks);
  await ask(talk, {
    title: isSame ? 'Le scellement est intact' : 'Le scellement a changé',
    room: [
      isSame
        ? { kind: 'notice', text: 'Rien de ce que ce poste peut comparer ne diffère.', look: 'plain' }
        : {
            kind: 'notice',
            text: 'Quelque chose diffère. Le bureau décide de continuer ou non, et le note au procès-verbal avec ce qui suit.',
            look: 'bad',
          },
      {
        kind: 'table',
        columns: ['Contrôle', 'Verdict'],
        rows: checks.map(({ check, outcome }) => [verdictTitles[check], outcomes[outcome]]),
      },
    ],
    desk: [
      {
        kind: 'list',
        items: checks.flatMap((each) =>
          verdictLines(each).map((line) => `${verdictTitles[each.check]} — ${line}`),
        ),
      },
      { kind: 'text', text: 'Ce que ce contrôle ne prouve pas :' },
      { kind: 'list', items: verdictLimits },
    ],
    choices: [{ id: 'on', label: isSame ? 'Continuer' : 'Le bureau décide de continuer' }],
  });
}
