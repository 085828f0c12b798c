/**
 * The `clock` process. At closing + grace of the last contest, by the clock of the data folder, it freezes the record by itself: `roll`
 * accepts no more sign-off, `urn` builds each archive once, counts are compared, and the closing seal is signed.
 * It holds the appliance's decryption key and answers only with a partial decryption, only after the closing seal,
 * only for an archive of that seal that it has verified whole.
 */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { archiveHash, readArchive } from '../../core/belenios/archive.ts';
import { auditArchive, type AuditProgress } from '../../core/belenios/audit.ts';
import { parseElection, type Election } from '../../core/belenios/election.ts';
import { partialDecryption } from '../../core/belenios/partial-decryption.ts';
import { parseEncryptedTally, type EncryptedTally } from '../../core/belenios/tally.ts';
import { publishKey, singleKeyFromSeed, trusteePublicKey } from '../../core/belenios/trustee-key.ts';
import type { ContestId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { VoteDecision } from '../../core/lifecycle/decisions.ts';
import { phaseAt } from '../../core/lifecycle/phase.ts';
import { assertOk, err, ok } from '../../core/result.ts';
import { canonicalHash } from '../../core/sealing/canonical.ts';
import { signClosingSeal } from '../../core/sealing/closing-seal.ts';
import { signProbe } from '../../core/sealing/probe.ts';
import type { Element } from '../../core/group/group.ts';
import { makeKeyCopy, printKeyCopy } from '../../core/station/key-copy.ts';
import { signStatement } from '../../core/sealing/published.ts';
import type { Reach } from '../crash-points.ts';
import type { ClockBack, MachineSettings } from '../config.ts';
import type { DataFolder } from '../data-folder.ts';
import { rollInterface, type Answer } from '../roll/interface.ts';
import { codesInterface } from '../codes/interface.ts';
import { connect, PeerError, serve, type Client } from '../socket.ts';
import { urnInterface } from '../urn/interface.ts';
import { codeOfBureau, compare } from './counts.ts';
import { clockInterface } from './interface.ts';
import { jumpWatch, recordBack, waitsForBureau, type SystemClocks } from './jumps.ts';
import type { Gateways } from './outbox.ts';
import { openVerifying, type Verifying } from './verifying.ts';
import { openWatch, type Watch } from './watch.ts';
import {
  clockKeys,
  openClockStore,
  publicSealKey,
  type ClockKeys,
  type ClockStore,
  type Schedule,
  type StoredCopy,
} from './store.ts';

const tickMs = 500;
const backend = nobleBackend();
const random = (count: number) => new Uint8Array(randomBytes(count));

interface Parts {
  readonly data: DataFolder;
  readonly store: ClockStore;
  readonly keys: ClockKeys;
  readonly roll: Pick<Client<typeof rollInterface>, 'close' | 'decide'>;
  readonly urn: Pick<Client<typeof urnInterface>, 'close' | 'archive' | 'decide'>;
  readonly verdicts: Map<string, Promise<Verdict>>;
  readonly verifying: Verifying;
  readonly watch: Pick<Watch, 'checkpoint' | 'raise'>;
}

type DecryptRefusal =
  { readonly code: 'contest/not-closed' } | { readonly code: 'archive/refused'; readonly check: string };

/** What the process is given of the world around it. */
export interface ClockSurroundings {
  /** They take the words of the watch to the bureau. */
  readonly gateways: Gateways;
  readonly machine: MachineSettings;
  /** Null but where the clock had gone back before the start. */
  readonly clockBack: ClockBack | null;
  /** Null where the system's clock is not watched: in a demonstration or a rehearsal, whose hour is anyone's. */
  readonly clocks: SystemClocks | null;
}

export async function runClock(
  data: DataFolder,
  reach: Reach,
  log: Logger,
  { gateways, machine, clockBack, clocks }: ClockSurroundings,
): Promise<Server> {
  const store = openClockStore(data.file('clock.db'), data.now, gateways);
  const { mail, sms } = gateways;
  store.watch.noteConfiguration({ mail: mail?.address ?? '', sms: sms?.address ?? '', ...machine });
  const keys = clockKeys(data, store.schedule() !== null);
  const { socket } = data;
  const roll = connect(socket('roll'), rollInterface);
  const urn = connect(socket('urn'), urnInterface);
  const peers = { roll, urn, codes: connect(socket('codes'), codesInterface) };
  const watch = openWatch({ data, store, secret: keys.sealSecret, peers, log });
  const parts: Parts = {
    data,
    store,
    keys,
    roll,
    urn,
    verdicts: new Map(),
    verifying: openVerifying(),
    watch,
  };
  if (clockBack !== null) recordBack({ store, now: data.now, raise: watch.raise }, clockBack);
  verifyAhead(parts);
  waitForClosing(parts, clocks, log);
  const server = await serve(
    data.socket('clock'),
    clockInterface,
    {
      ...watch.handlers,
      sealKey: () => ({ publicKey: publicSealKey(keys) }),
      trusteeKeys: ({ uuids }) => ({
        keys: uuids.map((uuid) => ({
          uuid,
          key: trusteePublicKey.print(publishKey(singleKeyFromSeed(keys.seed, uuid), random)),
        })),
      }),
      schedule: (schedule) => {
        const before = store.schedule();
        if (before === null) store.setSchedule(schedule, copiesFor(keys, schedule));
        else if (JSON.stringify(before) !== JSON.stringify(schedule)) return err({ code: 'round/sealed' });
        return ok(null);
      },
      measure: () => {
        const held = store.schedule();
        return { closing: held === null ? null : canonicalHash(held) };
      },
      signSeal: ({ answer, nonce }) => {
        const statement = { answer, nonce, atMs: data.now() };
        return { statement, signature: signStatement(statement, keys.sealSecret) };
      },
      decide: (decision) => {
        reach('clock/decide/before');
        const done = store.decisions.receive(
          decision,
          scheduleWith(store, decision),
          store.closingSeal() !== null,
        );
        reach('clock/decide/after');
        return done;
      },
      jumps: () => ({ jumps: store.jumps() }),
      closingSeal: () => store.closingSeal(),
      verification: () => parts.verifying.told(store.closingSeal()),
      keyCopies: () => ({ copies: store.keyCopies() }),
      partialDecryption: ({ urn }) => decrypt(parts, urn),
      probe: ({ nonce }) => ({ ...store.probe(), signature: signProbe(nonce, keys.sealSecret) }),
      journal: () => ({ lines: store.journal.lines() }),
    },
    log,
  );
  const stopWatching = watch.start();
  server.on('close', () => {
    stopWatching();
    store.journal.append({ kind: 'appliance-stopped', facts: {} });
  });
  return server;
}

/** Its own keys, encrypted to the threshold of each bureau: the only copy there ever is. */
function copiesFor(keys: ClockKeys, { bureaus }: Schedule): StoredCopy[] {
  const secret = new Uint8Array([...keys.seed, ...keys.sealSecret]);
  const made = bureaus
    .filter(({ groupKeys }) => groupKeys.length > 0)
    .map(({ bureau, groupKeys }) => {
      const terms = { clockKey: publicSealKey(keys), bureau, groupKeys: groupKeys as Element[] };
      return { bureau, lines: printKeyCopy(makeKeyCopy(secret, terms, random), terms) };
    });
  secret.fill(0);
  return made;
}

/** The calendar of a contest that is sealed; null for another. */
function scheduleWith(store: ClockStore, { contest }: VoteDecision): Schedule | null {
  const schedule = store.schedule();
  return schedule?.contests.includes(contest) === true ? schedule : null;
}

/**
 * Looks at the clock twice a second; what fails (a process restarting) is tried again at the next look. The record is
 * frozen once the last contest is closed: nobody counts while another contest of the round may still be voted in.
 */
function waitForClosing(parts: Parts, clocks: SystemClocks | null, log: Logger): void {
  const { data, store, roll, urn } = parts;
  const lookForJump = jumpWatch({ store, now: data.now, roll, urn, raise: parts.watch.raise }, clocks);
  const look = async () => {
    await lookForJump();
    const schedule = store.schedule();
    if (schedule === null || store.closingSeal() !== null || waitsForBureau(store)) return;
    const isClosed = (contest: ContestId) =>
      phaseAt(schedule, data.now(), store.decisions.on(contest)) === 'closed';
    if (!schedule.contests.every(isClosed)) return;
    await seal(parts, schedule);
    verifyAhead(parts);
    if (parts.store.closingSeal() !== null) await parts.watch.checkpoint('closing');
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
        bureaus: schedule.bureaus.flatMap(({ bureau, urns }) =>
          codeOfBureau(bureau, urns, frozen.value.urns),
        ),
        agrees: contests.every(({ signOffs, ballots }) => signOffs === ballots),
      },
      keys.sealSecret,
    ),
  );
}

/** An archive of the closing seal, verified whole: what the appliance's key may be used on. */
interface VerifiedUrn {
  readonly archive: string;
  readonly election: Election;
  readonly tally: EncryptedTally;
}

type Verdict = Answer<VerifiedUrn, DecryptRefusal>;

/** Begins to verify every sealed archive at once, so that the bureau does not wait for it at the count. */
function verifyAhead(parts: Parts): void {
  for (const { urn } of parts.store.closingSeal()?.urns ?? []) verdictOf(parts, urn).catch(() => undefined);
}

/** The verdict on an urn's archive, computed once; a lost process is asked again at the next call. */
function verdictOf(parts: Parts, urn: string): Promise<Verdict> {
  const known = parts.verdicts.get(urn);
  if (known !== undefined) return known;
  // One after the other: the bureau may ask while the rest is being verified.
  const verdict = [...parts.verdicts.values()]
    .reduce<Promise<unknown>>((before, each) => before.then(() => each), Promise.resolve())
    .then(() => verify(parts, urn))
    .then((done) => {
      parts.verifying.end(urn, !done.ok);
      return done;
    });
  parts.verdicts.set(urn, verdict);
  verdict.catch(() => parts.verdicts.delete(urn));
  return verdict;
}

async function verify({ store, urn, verifying }: Parts, urnId: string): Promise<Verdict> {
  const sealed = store.closingSeal()?.urns.find((each) => each.urn === urnId);
  if (sealed === undefined) return err({ code: 'contest/not-closed' });
  const fetched = await urn.archive({ urn: urnId });
  if (!fetched.ok) return err(fetched.error);
  const bytes = new Uint8Array(Buffer.from(fetched.value.archive, 'base64'));
  if (archiveHash(bytes) !== sealed.archive) return err({ code: 'archive/refused', check: 'closing-seal' });
  const onProgress = ({ done }: AuditProgress) => {
    verifying.note(urnId, done);
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
  const report = await auditArchive(bytes, { backend, until: 'tally', noRevote: true, onProgress });
  const failed = report.checks.find((check) => !check.ok);
  if (!report.ok) return err({ code: 'archive/refused', check: failed?.check ?? 'archive' });
  const archive = assertOk(readArchive(bytes));
  const election = assertOk(parseElection(archive.election));
  const tally = assertOk(parseEncryptedTally(election, archive.tally?.text ?? ''));
  return ok({ archive: sealed.archive, election, tally });
}

async function decrypt(parts: Parts, urn: string): Promise<Answer<{ message: string }, DecryptRefusal>> {
  // Not remembered before the closing seal: there is nothing to verify yet.
  if (parts.store.closingSeal() === null) return err({ code: 'contest/not-closed' });
  const verdict = await verdictOf(parts, urn);
  if (!verdict.ok) return verdict;
  const { archive, election, tally } = verdict.value;
  const key = singleKeyFromSeed(parts.keys.seed, election.uuid);
  parts.store.journal.append({ kind: 'appliance-decryption', facts: { urn, archive } });
  return ok({ message: partialDecryption(election, tally, key, random) });
}
