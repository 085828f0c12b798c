/**
 * The count at a station (protocol.md, Closing seal): the printed code is typed, this machine's clock is looked at, every
 * urn is fetched and verified here; only then the holders' keys are brought out, one after the other, until the urns open.
 * A key token gives its secret to this process alone, for one holder's shares, and the sheet is there if it fails.
 */
import type { CountAnswer } from '../../core/station/api.ts';
import { parseClosingCode } from '../../core/station/closing-code.ts';
import {
  countedHere,
  placesGiven,
  readCount,
  verifyUrns,
  type CountProgress,
  type VerifiedCount,
} from '../../core/station/count.ts';
import {
  checksDone,
  checksTitle,
  clockText,
  countTitles,
  extensionTexts,
  progressText,
  urnColumns,
} from '../../core/station/count-text-fr.ts';
import { oneShare } from './count-share.ts';
import type { RoomBlock } from './desk.ts';
import { sealSeen } from './seal-verdict.ts';
import { ask, breathe, type Talk } from './talk.ts';
import { complain, refusalText } from './words.ts';

/** Until the urns are open. `clock` is what there is to say of this machine's clock beside the appliance's. */
export async function countCeremony(talk: Talk, clock: readonly RoomBlock[]): Promise<void> {
  const count = await readCount(talk.port);
  if (!count.ok) return complain(talk, countTitles.begin, count.error);
  if (count.value.opened) return showOpened(talk);
  // Before any key is brought out, and even before the urns: what is sealed is what runs, as far as one sees from here.
  await sealSeen(talk);
  const verified = await verifiedUrns(talk, count.value, clock);
  let given = placesGiven(count.value);
  for (;;) {
    // Whom the bureau records as replaced may change from one holder to the next.
    const now = await readCount(talk.port);
    const opened = await oneShare(talk, now.ok ? withGroups(verified, now.value) : verified, given);
    if (opened === 'opened') return showOpened(talk);
    given = opened;
  }
}

/** Asks for the printed code until the urns are verified against it. */
async function verifiedUrns(
  talk: Talk,
  count: CountAnswer,
  clock: readonly RoomBlock[],
): Promise<VerifiedCount> {
  let [typed, problem] = ['', null as string | null];
  for (;;) {
    const { values } = await ask(talk, {
      title: countTitles.begin,
      room: [
        {
          kind: 'text',
          text: 'Les enveloppes restent fermées. Ce poste reçoit les urnes, vérifie chaque bulletin, et n’ouvrira que celles dont le code est celui de la feuille signée.',
          look: 'lead',
        },
        urnsTable(count),
        ownClock(talk, count),
        ...extensionTexts(count).map((text) => ({ kind: 'notice', text, look: 'warn' }) as const),
        ...clock,
      ],
      fields: [
        {
          name: 'code',
          label: 'Code de clôture',
          hint: 'Tapé ou lu par un lecteur, depuis la feuille imprimée et signée, pas depuis un écran',
          type: 'code',
          value: typed,
        },
      ],
      choices: [{ id: 'verify', label: 'L’heure est juste : vérifier les urnes' }],
      problem,
    });
    typed = values['code'] ?? '';
    const code = parseClosingCode(typed);
    if (!code.ok) {
      problem = refusalText({ code: 'sealed/unreadable-code' });
      continue;
    }
    const verified = await verifyUrns(talk.port, count, {
      closingCode: code.value,
      nowMs: talk.now(),
      onProgress: progressOn(talk),
    });
    if (verified.ok) {
      await compared(talk, verified.value, code.value);
      return verified.value;
    }
    problem = refusalText(verified.error);
  }
}

function urnsTable({ urns }: CountAnswer): RoomBlock {
  return {
    kind: 'table',
    columns: urnColumns.announced,
    last: 'number',
    rows: urns.map(({ title, ballots }) => [title, String(ballots)]),
  };
}

function ownClock({ now }: Talk, count: CountAnswer): RoomBlock {
  const { text, isMoved } = clockText(count, now());
  return isMoved ? { kind: 'notice', text, look: 'warn' } : { kind: 'text', text };
}

/** Shows progress and the time left, at most five times a second. */
function progressOn({ desk }: Talk) {
  let [startedMs, shownMs] = [performance.now(), -Infinity];
  return async (progress: CountProgress): Promise<void> => {
    const now = performance.now();
    if (progress.stage === 'fetching') startedMs = now;
    if (now - shownMs >= 200) {
      shownMs = now;
      const { fraction } = progress;
      const text = progressText(progress, now - startedMs);
      desk.show({ title: countTitles.verifying, room: [{ kind: 'progress', fraction, text }] });
    }
    await breathe();
  };
}

/** The code and the numbers that the station found itself, read aloud beside the signed sheets and the sign-offs. */
async function compared(talk: Talk, verified: VerifiedCount, code: string): Promise<void> {
  await ask(talk, {
    title: countTitles.verified,
    room: [
      {
        kind: 'text',
        text: 'Ce poste a recalculé lui-même ce code. Chaque porteur le compare à sa feuille signée, à voix haute.',
        look: 'lead',
      },
      { kind: 'code', code },
      { kind: 'notice', text: checksCounted(verified), look: 'plain' },
    ],
    desk: [
      {
        kind: 'details',
        title: checksTitle,
        items: checksDone(verified).flatMap(({ title, lines }) => lines.map((line) => `${title} — ${line}`)),
      },
    ],
    choices: [{ id: 'on', label: 'C’est le code de la feuille' }],
  });
  // A scene of its own: the room must see every number, not what fits below a code.
  await ask(talk, {
    title: 'Comparez le nombre de bulletins',
    room: [
      {
        kind: 'text',
        text: 'Lisez à voix haute ce que ce poste a compté lui-même : c’est le nombre des émargements. S’il est autre, n’ouvrez aucune enveloppe et notez-le au procès-verbal.',
      },
      countedTable(verified),
    ],
    choices: [{ id: 'on', label: 'Les nombres sont justes : ouvrir les enveloppes' }],
  });
}

/** The station's own numbers and the sealed names, nothing that the appliance says of them. */
function countedTable(verified: VerifiedCount): RoomBlock {
  return {
    kind: 'table',
    columns: urnColumns.counted,
    last: 'number',
    rows: countedHere(verified).map(({ name, ballots }) => [name, String(ballots)]),
  };
}

function checksCounted({ archives: { reports } }: VerifiedCount): string {
  const checks = [...reports.values()].reduce((sum, report) => sum + report.checks.length, 0);
  return `Urnes : ${reports.size}. Contrôles : ${checks}, tous justes.`;
}

async function showOpened(talk: Talk): Promise<void> {
  await ask(talk, {
    title: 'Les urnes sont ouvertes',
    room: [
      {
        kind: 'text',
        text: 'Seules les sommes ont été déchiffrées, jamais un bulletin. Les résultats, chaque étape du calcul et les procès-verbaux sont sur les pages du bureau.',
        look: 'lead',
      },
    ],
  });
}

/** The urns stay those that were verified. */
function withGroups(verified: VerifiedCount, { groups }: CountAnswer): VerifiedCount {
  return { ...verified, count: { ...verified.count, groups } };
}
