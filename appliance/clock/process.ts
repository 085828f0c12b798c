/**
 * The `clock` process. At closing + grace, by the clock of the data folder, it freezes the record by itself: `roll`
 * accepts no more sign-off, `urn` builds each archive once, counts are compared, and the closing seal is signed.
 * It holds the appliance's decryption key and answers only with a partial decryption, only after the closing seal,
 * only for an archive of that seal that it has verified whole.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { archiveHash, readArchive } from '../../core/belenios/archive.ts';
import { auditArchive } from '../../core/belenios/audit.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { partialDecryption } from '../../core/belenios/partial-decryption.ts';
import { parseEncryptedTally } from '../../core/belenios/tally.ts';
import { publishKey, singleKeyFromSeed, trusteePublicKey } from '../../core/belenios/trustee-key.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk, err, ok } from '../../core/result.ts';
import { signClosingSeal, type ClosingSeal } from '../../core/sealing/closing-seal.ts';
import { closingCode } from '../../core/station/closing-code.ts';
import type { DataFolder } from '../data-folder.ts';
import { rollInterface, type Answer, type ContestCount } from '../roll/interface.ts';
import { connect, PeerError, serve, type Client } from '../socket.ts';
import { urnInterface, type ClosedUrn } from '../urn/interface.ts';
import { clockInterface } from './interface.ts';
import { clockKeys, openClockStore, type ClockKeys, type ClockStore, type Schedule } from './store.ts';

const tickMs = 500;
const backend = nobleBackend();
const random = (count: number) => new Uint8Array(randomBytes(count));

interface Parts {
  readonly data: DataFolder;
  readonly store: ClockStore;
  readonly keys: ClockKeys;
  readonly roll: Pick<Client<typeof rollInterface>, 'close'>;
  readonly urn: Pick<Client<typeof urnInterface>, 'close' | 'archive'>;
}

export function runClock(data: DataFolder, log: Logger): Promise<Server> {
  const parts: Parts = {
    data,
    store: openClockStore(data.file('clock.db'), data.now),
    keys: clockKeys(data),
    roll: connect(data.file('run', 'roll.sock'), rollInterface),
    urn: connect(data.file('run', 'urn.sock'), urnInterface),
  };
  const { store, keys } = parts;
  watch(parts, log);
  return serve(
    data.file('run', 'clock.sock'),
    clockInterface,
    {
      sealKey: () => ({ publicKey: Buffer.from(ed25519.getPublicKey(keys.sealSecret)).toString('hex') }),
      trusteeKeys: ({ uuids }) => ({
        keys: uuids.map((uuid) => ({
          uuid,
          key: trusteePublicKey.print(publishKey(singleKeyFromSeed(keys.seed, uuid), random)),
        })),
      }),
      schedule: (schedule) => {
        const before = store.schedule();
        if (before === null) store.setSchedule(schedule);
        else if (JSON.stringify(before) !== JSON.stringify(schedule)) return err({ code: 'round/sealed' });
        return ok(null);
      },
      closingSeal: () => store.closingSeal(),
      partialDecryption: ({ urn }) => decrypt(parts, urn),
      journal: () => ({ lines: store.journal.lines() }),
    },
    log,
  );
}

/** Looks at the clock twice a second; what fails (a process restarting) is tried again at the next look. */
function watch(parts: Parts, log: Logger): void {
  const look = async () => {
    const schedule = parts.store.schedule();
    if (schedule === null || parts.store.closingSeal() !== null) return;
    if (parts.data.now() >= schedule.closesMs + schedule.graceMs) await seal(parts, schedule);
  };
  const again = () => {
    setTimeout(() => {
      look()
        .catch((error: unknown) => {
          if (!(error instanceof PeerError)) log.error({ err: error }, 'closing failed');
        })
        .finally(again);
    }, tickMs).unref();
  };
  again();
}

async function seal({ data, store, keys, roll, urn }: Parts, schedule: Schedule): Promise<void> {
  const signed = await roll.close({});
  if (!signed.ok) return;
  const frozen = await urn.close({});
  if (!frozen.ok) return;
  const contests = signed.value.contests.map((count) => compare(count, frozen.value.urns));
  store.setClosingSeal(
    signClosingSeal(
      {
        atMs: data.now(),
        contests,
        urns: frozen.value.urns,
        bureaus: schedule.bureaus.map(({ bureau, urns }) => ({
          bureau: bureau as BureauId,
          code: closingCode(
            frozen.value.urns
              .filter((each) => urns.includes(each.urn))
              .map(({ urn, archive }) => ({ urn, hash: archive })),
          ),
        })),
        agrees: contests.every(({ signOffs, ballots }) => signOffs === ballots),
      },
      keys.sealSecret,
    ),
  );
}

function compare(count: ContestCount, urns: readonly ClosedUrn[]): ClosingSeal['contests'][number] {
  const ballots = urns
    .filter(({ contest }) => contest === count.contest)
    .reduce((sum, each) => sum + each.ballots, 0);
  return { ...count, ballots };
}

async function decrypt(
  { store, keys, urn }: Parts,
  urnId: string,
): Promise<
  Answer<{ message: string }, { code: 'contest/not-closed' } | { code: 'archive/refused'; check: string }>
> {
  const sealed = store.closingSeal()?.urns.find((each) => each.urn === urnId);
  if (sealed === undefined) return err({ code: 'contest/not-closed' });
  const fetched = await urn.archive({ urn: urnId });
  if (!fetched.ok) return err(fetched.error);
  const bytes = new Uint8Array(Buffer.from(fetched.value.archive, 'base64'));
  if (archiveHash(bytes) !== sealed.archive) return err({ code: 'archive/refused', check: 'closing-seal' });
  const report = await auditArchive(bytes, { backend, until: 'tally', noRevote: true });
  const failed = report.checks.find((check) => !check.ok);
  if (!report.ok) return err({ code: 'archive/refused', check: failed?.check ?? 'archive' });
  const archive = assertOk(readArchive(bytes));
  const election = assertOk(parseElection(archive.election));
  const tally = assertOk(parseEncryptedTally(election, archive.tally?.text ?? ''));
  const key = singleKeyFromSeed(keys.seed, election.uuid);
  store.journal.append({ kind: 'appliance-decryption', facts: { urn: urnId, archive: sealed.archive } });
  return ok({ message: partialDecryption(election, tally, key, random) });
}
