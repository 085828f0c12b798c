/**
 * The `urn` process: serves its interface on its socket, and tidies every second what a crash or a lost caller left.
 * Its only call outward is to `roll`, to settle.
 */
import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { err, ok } from '../../core/result.ts';
import { signProbe } from '../../core/sealing/probe.ts';
import type { Reach } from '../crash-points.ts';
import type { DataFolder } from '../data-folder.ts';
import { rollInterface } from '../roll/interface.ts';
import { connect, PeerError, serve } from '../socket.ts';
import { vitals } from '../vitals.ts';
import { isFateUnknown } from '../storage/sqlite.ts';
import { openBox, type Box } from './box.ts';
import { restPerProof } from './checking.ts';
import { readContentsKey } from './contents.ts';
import { urnInterface } from './interface.ts';
import { openUrnStore } from './store.ts';

const tidyEveryMs = 1_000;
const restMs = 10_000;

export async function runUrn(data: DataFolder, reach: Reach, log: Logger): Promise<Server> {
  const store = openUrnStore(data.file('urn.db'), data.now);
  const key = readContentsKey(data, store.sealed() !== null);
  if (key === null) log.error({ file: 'urn.key' }, 'lost or damaged: what the urns hold cannot be compared');
  const box = openBox({
    store,
    key,
    roll: connect(data.socket('roll'), rollInterface),
    backend: nobleBackend(),
    random: (count) => new Uint8Array(randomBytes(count)),
    now: data.now,
    reach,
    freeBytes: () => {
      const { bavail, bsize } = statfsSync(data.path);
      return bavail * bsize;
    },
  });
  for (const { table, id } of box.damaged())
    log.error(
      { file: 'urn.db', table, id },
      'damaged record, left alone: put it back from a copy, then restart',
    );
  tidyForever(box, log);
  proveForever(box, log);
  return serve(
    data.socket('urn'),
    urnInterface,
    {
      receiptKey: () => ({ publicKey: store.receiptPublicKey }),
      setup: (input) => box.setup(input),
      submit: ({ urn, ballot, join }) => box.submit(urn, ballot, join),
      confirm: ({ urn, tracker, join }) => box.confirm(urn, tracker, join),
      settle: ({ urn, tracker, join }) => box.settle(urn, tracker, join),
      contains: ({ contest, tracker }) => ({ found: box.contains(contest, tracker) }),
      measure: () => ({ sealCode: store.sealed()?.sealCode ?? null, urns: box.measure() }),
      checkBallots: async () => ({ urns: await box.checkBallots() }),
      proofs: () => box.proofs(),
      counts: () => ({ urns: box.counts() }),
      decide: (decision) => box.decide(decision),
      close: () => box.close(),
      archive: ({ urn }) => {
        const archive = box.archive(urn);
        return archive === null
          ? err({ code: 'contest/not-closed' })
          : ok({ archive: Buffer.from(archive).toString('base64') });
      },
      probe: ({ nonce }) => ({ ...store.probe(), signature: signProbe(nonce, store.receiptSecret) }),
      journal: () => ({ lines: store.journal.lines() }),
      vitals: vitals(data.now, store.journal),
    },
    log,
  );
}

function tidyForever(box: Box, log: Logger): void {
  const again = () => {
    setTimeout(() => {
      box
        .tidy()
        .catch((error: unknown) => {
          // `roll` restarting is expected; what is pending waits for it.
          if (!(error instanceof PeerError)) log.error({ err: error }, 'tidying failed');
          if (isFateUnknown(error)) process.exit(1);
        })
        .finally(again);
    }, tidyEveryMs).unref();
  };
  again();
}

/** One ballot at a time, then a rest for the voters; looks again from time to time once all are proven. */
function proveForever(box: Box, log: Logger): void {
  const again = (afterMs: number) => {
    setTimeout(() => {
      const startedMs = performance.now();
      try {
        const isLeft = box.proveOne();
        again(isLeft ? restPerProof * (performance.now() - startedMs) : restMs);
      } catch (error) {
        log.error({ err: error }, 'checking proofs failed');
        if (isFateUnknown(error)) process.exit(1);
        again(restMs);
      }
    }, afterMs).unref();
  };
  again(restMs);
}
