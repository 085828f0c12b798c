/**
 * The watch over an appliance that tests play: real stores of clock.db, counts and signs of life as the test says, time
 * as it says too.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { DataFolder } from '../../appliance/data-folder.ts';
import type { Peers } from '../../appliance/clock/gather.ts';
import type { Gateway } from '../../appliance/clock/outbox.ts';
import { openClockStore } from '../../appliance/clock/store.ts';
import { openWatch } from '../../appliance/clock/watch.ts';
import type { WatchSettings } from '../../appliance/clock/watch-interface.ts';
import { PeerError } from '../../appliance/socket.ts';
import type { ContestId, UrnId } from '../../core/dossier/types.ts';
import { genesis, lineHash } from '../../core/sealing/journal.ts';
import { temporaryFolder } from './spine.ts';

export const contest = 'c1-titulaires' as ContestId;
/** Monday 7 December 2026, 8:30 in Paris. */
export const opensMs = Date.UTC(2026, 11, 7, 7, 30);
export const secret = new Uint8Array(32).fill(3);

export const settings: WatchSettings = {
  organisation: 'Domitia Habitat',
  title: 'Élections du comité social et économique',
  site: 'https://vote.domitia.invalid',
  opensMs,
  closesMs: opensMs + 9 * 3_600_000,
  contests: [{ contest, name: '1er collège, titulaires' }],
  electors: 100,
  emails: ['bureau@domitia.invalid'],
  phones: [],
  summaryMinutes: [540, 780, 1020],
  figuresInMails: true,
};

/** What the test changes between looks. */
export class Played {
  nowMs = opensMs + 60_000;
  signOffs = 0;
  ballots = 0;
  inFlight = 0;
  failures = 0;
  turnout: number[] = [];
  readonly silent = new Set<string>();
  readonly instances: Record<string, string> = { roll: 'r1', urn: 'u1', codes: 'c1' };
  readonly journals: Record<string, string[]> = { roll: ['r'], urn: ['u'], codes: ['c'] };
}

/** @param sms of telephones. */
export function watchedAppliance(mail: Gateway | null = null, sms: Gateway | null = null) {
  const played = new Played();
  const folder = temporaryFolder();
  const data: DataFolder = {
    path: folder,
    mode: 'real',
    now: () => played.nowMs,
    file: (...names) => join(folder, ...names),
    offsetFile: join(folder, 'clock-offset'),
    socket: (name) => join(folder, 'run', `${name}.sock`),
  };
  const answer = <Value>(process: string, value: () => Value): Promise<Value> =>
    played.silent.has(process) ? Promise.reject(new PeerError(process)) : Promise.resolve(value());
  const vitals = (process: string) => (input: { at: number }) =>
    answer(process, () => {
      const lines = played.journals[process] ?? [];
      const hashAt = (n: number) =>
        n === 0 ? genesis : lines[n - 1] === undefined ? null : lineHash(lines[n - 1] ?? '');
      return {
        nowMs: played.nowMs,
        instance: played.instances[process] ?? '',
        head: { process, sequence: lines.length, hash: hashAt(lines.length) ?? '' },
        hashAt: hashAt(input.at),
      };
    });
  const peers: Peers = {
    roll: {
      vitals: vitals('roll'),
      tally: () =>
        answer('roll', () => ({
          contests: [{ contest, registered: 100, signOffs: played.signOffs, inFlight: played.inFlight }],
          failures: played.failures,
          blocked: 0,
        })),
      turnout: () =>
        answer('roll', () => ({ contests: [{ contest, registered: 100, signOffs: played.turnout }] })),
    },
    urn: {
      vitals: vitals('urn'),
      counts: () =>
        answer('urn', () => ({
          urns: [{ urn: 'u' as UrnId, contest, ballots: played.ballots, damaged: 0 }],
        })),
    },
    codes: { vitals: vitals('codes'), tally: () => answer('codes', () => ({ failures: 0, blocked: 0 })) },
  };
  const open = () => {
    const store = openClockStore(data.file('clock.db'), data.now, { mail, sms });
    const watch = openWatch({ data, store, secret, peers, log: pino({ level: 'silent' }) });
    return { store, watch };
  };
  const first = open();
  first.store.setSchedule(
    {
      opensMs: settings.opensMs,
      closesMs: settings.closesMs,
      graceMs: 0,
      contests: [],
      bureaus: [],
      urns: [],
    },
    [],
  );
  return {
    played,
    data,
    ...first,
    /** Another `clock` over the same file, as after a restart. */
    reopen: open,
    alerts: (store = first.store) =>
      store.alerts.alerts(false).map(({ kind, subject, endedMs, times }) => ({
        kind,
        subject,
        lasts: endedMs === null,
        times,
      })),
    kinds: (store = first.store) =>
      store.journal.lines().map((line) => (JSON.parse(line) as { kind: string }).kind),
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
