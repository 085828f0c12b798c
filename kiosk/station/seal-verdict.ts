/**
 * The verdict on the seal, computed by this machine and not by the appliance that it judges (core/sealing/verdict.ts): the code
 * typed from the signed sheet, what the appliance publishes, its files against those of this station, the voting page as it
 * serves it. Shown to the room. When it differs or cannot be had, the bureau decides, and its reason is kept before the count.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { parseCode } from '../../core/bytes/crockford.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { parseMeasurement } from '../../core/sealing/measurement.ts';
import type { SignedSeal } from '../../core/sealing/published.ts';
import { isFavourable, verdict, type Verdict } from '../../core/sealing/verdict.ts';
import { verdictLimits, verdictLines, verdictTitles } from '../../core/sealing/verdict-text-fr.ts';
import { decideOnVerdict, reasonLength } from '../../core/station/seal-decision.ts';
import { typeset } from '../../core/french/text.ts';
import type { Scene } from './desk.ts';
import { ask, type Talk } from './talk.ts';
import { refusalText, told } from './words.ts';

const title = 'Le scellement, vu de ce poste';
const forTheBureau =
  'Le bureau s’arrête là, ou décide de continuer et dit pourquoi ; il relira sa décision au compte rendu avant de le signer.';

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
  if (checks === null) await decided(talk, notObtained, null);
  else if (isFavourable(checks)) await told(talk, sceneOf(checks), 'Continuer');
  else await decided(talk, sceneOf(checks), checks);
}

const notObtained: Scene = {
  title,
  room: [
    {
      kind: 'notice',
      text: `Le verdict n’a pas pu être rendu : l’appareil de vote n’a pas répondu comme il le doit. ${forTheBureau}`,
      look: 'bad',
    },
  ],
};

/**
 * The bureau goes on, and says why: kept in the record of the count before anything else is done. Where it cannot be kept,
 * the count does not go on; the operator may try again, or leave.
 */
async function decided(talk: Talk, scene: Scene, checks: readonly Verdict[] | null): Promise<void> {
  let [typed, problem] = ['', null as string | null];
  for (;;) {
    const { values } = await ask(talk, {
      ...scene,
      fields: [
        {
          name: 'reason',
          label: 'Pourquoi le bureau continue',
          hint: `De ${reasonLength.least} à ${reasonLength.most} caractères. Ce motif est noté au compte rendu du dépouillement et aux procès-verbaux.`,
          type: 'long',
          value: typed,
        },
      ],
      choices: [{ id: 'on', label: 'Noter la décision, et continuer' }],
      problem,
    });
    typed = values['reason'] ?? '';
    const kept = await decideOnVerdict(talk.port, checks, typed);
    if (kept.ok) return;
    const why = refusalText(kept.error);
    problem =
      kept.error.code === 'decision/no-reason'
        ? why
        : typeset(`La décision n’est pas notée, et le dépouillement s’arrête là. ${why}`);
  }
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
          text: 'Un appareil de vote ne peut pas répondre de lui-même : ce poste juge le scellement à sa place, d’après le code de la feuille signée.',
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
    return verdict({
      answer,
      nonce,
      printedCode,
      sealedProgram,
      foundProgram,
      ownProgram,
      imageRegisters: null,
      booth,
    });
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

function sceneOf(checks: readonly Verdict[]): Scene {
  const isSame = isFavourable(checks);
  return {
    title: isSame ? 'Le scellement est intact' : 'Le scellement a changé',
    room: [
      isSame
        ? { kind: 'notice', text: 'Rien de ce que ce poste peut comparer ne diffère.', look: 'plain' }
        : { kind: 'notice', text: `Quelque chose diffère. ${forTheBureau}`, look: 'bad' },
      {
        kind: 'table',
        columns: ['Contrôle', 'Verdict'],
        rows: checks.map(({ check, outcome }) => [verdictTitles[check], outcomes[outcome]]),
        marked: checks.flatMap(({ outcome }, index) => (outcome === 'different' ? [index] : [])),
      },
    ],
    desk: [
      ...(isSame
        ? []
        : [
            {
              kind: 'list',
              items: linesOf(checks.filter(({ outcome }) => outcome === 'different')),
            } as const,
          ]),
      { kind: 'details', title: 'Tout ce qui a été comparé', items: linesOf(checks) },
      { kind: 'details', title: 'Ce que ce contrôle ne prouve pas', items: verdictLimits },
    ],
  };
}

function linesOf(checks: readonly Verdict[]): string[] {
  return checks.flatMap((each) => verdictLines(each).map((line) => `${verdictTitles[each.check]} — ${line}`));
}
