/**
 * The terminals (token stations, kiosks) that asked to be known, their certificates, those that a bureau entrusted with
 * its work, and the codes of kiosks that ask to be. No elector is ever in here.
 */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Duty, KioskSound, TerminalKind } from '../../../core/terminal/enrolment.ts';
import type { Sqlite } from '../sqlite.ts';

export const terminalsStoreSql = `
create table terminals (id text primary key, kind text not null, label text not null, place text not null,
  address text not null, public_key_hash text not null unique, csr text not null, code text not null,
  state text not null, asked_ms integer not null, certificate text, fingerprint text unique,
  seen_ms integer, version text, measurement text, sound text, hardware text) strict;
create table entrusted_stations (terminal text primary key references terminals (id), account text not null,
  bureau text not null, duty text not null, from_ms integer not null, until_ms integer not null) strict;
create table kiosk_codes (code text primary key, terminal text not null unique references terminals (id),
  until_ms integer not null) strict;
`;

export type TerminalStanding = 'pending' | 'accepted' | 'refused' | 'withdrawn';

export interface Terminal {
  readonly id: string;
  readonly kind: TerminalKind;
  readonly label: string;
  /** Agency and place, as who accepted it wrote them; empty before. */
  readonly place: string;
  /** Network address that the request came from. */
  readonly address: string;
  /** SHA-256 of its SubjectPublicKeyInfo, hexadecimal. */
  readonly publicKeyHash: string;
  readonly csr: string;
  /** To compare with the one on its screen. */
  readonly code: string;
  readonly state: TerminalStanding;
  readonly askedMs: number;
  readonly certificate: string | null;
  /** SHA-256 of its certificate, hexadecimal. */
  readonly fingerprint: string | null;
  /** To within five minutes. */
  readonly seenMs: number | null;
  readonly version: string | null;
  readonly measurement: string | null;
  /** Of a kiosk. */
  readonly sound: KioskSound | null;
  /** Of a kiosk: `KioskHardware` as JSON. */
  readonly hardware: string | null;
}

export interface EntrustedStation {
  readonly terminal: string;
  /** The member whose rights the station has meanwhile. */
  readonly account: string;
  readonly bureau: BureauId;
  readonly duty: Duty;
  readonly fromMs: number;
  readonly untilMs: number;
}

const columns = `id, kind, label, place, address, public_key_hash as publicKeyHash, csr, code, state,
  asked_ms as askedMs, certificate, fingerprint, seen_ms as seenMs, version, measurement, sound, hardware`;

export function terminalsStore(database: Sqlite, now: () => number) {
  const one = (where: string, value: string) =>
    database.prepare<[string], Terminal>(`select ${columns} from terminals where ${where} = ?`).get(value) ??
    null;
  return {
    addTerminal: (
      terminal: Pick<Terminal, 'id' | 'kind' | 'label' | 'address' | 'publicKeyHash' | 'csr' | 'code'>,
    ) =>
      void database
        .prepare(
          `insert into terminals (id, kind, label, place, address, public_key_hash, csr, code, state, asked_ms)
           values (@id, @kind, @label, '', @address, @publicKeyHash, @csr, @code, 'pending', @askedMs)`,
        )
        .run({ ...terminal, askedMs: now() }),
    /** As it is known elsewhere: for a trial, which the same terminals serve. */
    copyTerminal: (terminal: Terminal) =>
      void database
        .prepare(
          `insert into terminals values (@id, @kind, @label, @place, @address, @publicKeyHash, @csr, @code, @state,
           @askedMs, @certificate, @fingerprint, @seenMs, @version, @measurement, @sound, @hardware)`,
        )
        .run(terminal),
    /** Requests asked before `beforeMs` that nobody accepted: as if never made. */
    forgetTerminalRequests: (beforeMs: number) =>
      void database
        .prepare(`delete from terminals where state in ('pending', 'refused') and asked_ms < ?`)
        .run(beforeMs),
    terminals: (): Terminal[] =>
      database.prepare<[], Terminal>(`select ${columns} from terminals order by asked_ms, id`).all(),
    terminal: (id: string): Terminal | null => one('id', id),
    terminalByKey: (publicKeyHash: string): Terminal | null => one('public_key_hash', publicKeyHash),
    terminalByFingerprint: (fingerprint: string): Terminal | null => one('fingerprint', fingerprint),
    acceptTerminal: (id: string, given: { place: string; certificate: string; fingerprint: string }) =>
      void database
        .prepare(
          `update terminals set state = 'accepted', place = @place, certificate = @certificate,
           fingerprint = @fingerprint where id = @id`,
        )
        .run({ id, ...given }),
    setTerminalState: (id: string, state: 'refused' | 'withdrawn') =>
      void database.prepare('update terminals set state = ? where id = ?').run(state, id),
    noteTerminal: (
      id: string,
      noted: Pick<Terminal, 'sound' | 'hardware'> & {
        version: string;
        measurement: string;
        seenMs: number;
      },
    ) =>
      void database
        .prepare(
          `update terminals set seen_ms = @seenMs, version = @version, measurement = @measurement, sound = @sound,
           hardware = @hardware
           where id = @id`,
        )
        .run({ id, ...noted }),
    entrustStation: (entrusted: EntrustedStation) =>
      void database
        .prepare(
          'insert or replace into entrusted_stations values (@terminal, @account, @bureau, @duty, @fromMs, @untilMs)',
        )
        .run(entrusted),
    takeBackStation: (terminal: string) =>
      void database.prepare('delete from entrusted_stations where terminal = ?').run(terminal),
    /** Stations that this account speaks for. */
    stationsEntrustedBy: (account: string): string[] =>
      database
        .prepare<[string], { terminal: string }>('select terminal from entrusted_stations where account = ?')
        .all(account)
        .map(({ terminal }) => terminal),
    /** Null too once its time is over. */
    entrustedStation: (terminal: string): EntrustedStation | null =>
      database
        .prepare<[string, number], EntrustedStation>(
          `select terminal, account, bureau, duty, from_ms as fromMs, until_ms as untilMs from entrusted_stations
           where terminal = ? and until_ms > ?`,
        )
        .get(terminal, now()) ?? null,
    /** One a kiosk; false when another kiosk has that very code. */
    addKioskCode: (terminal: string, code: string, untilMs: number): boolean => {
      database.prepare('delete from kiosk_codes where terminal = ? or until_ms <= ?').run(terminal, now());
      const insert = 'insert or ignore into kiosk_codes (code, terminal, until_ms) values (?, ?, ?)';
      return database.prepare(insert).run(code, terminal, untilMs).changes === 1;
    },
    dropKioskCode: (terminal: string) =>
      void database.prepare('delete from kiosk_codes where terminal = ?').run(terminal),
    /** The kiosk that shows this code now. */
    terminalByCode: (code: string): string | null =>
      database
        .prepare<[string, number], { terminal: string }>(
          'select terminal from kiosk_codes where code = ? and until_ms > ?',
        )
        .get(code, now())?.terminal ?? null,
  };
}
