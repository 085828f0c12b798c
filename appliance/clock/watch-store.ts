/**
 * What the watch keeps in clock.db beside its alerts and its outbox: what it must know of the election, the highest
 * counts ever checkpointed, the last checkpoint, the summaries, the last check of the seal. No elector, no urn: counts
 * are of contests.
 */
import { canonicalText } from '../../core/sealing/canonical.ts';
import {
  checkpointText,
  checkpointKind,
  parseCheckpoint,
  type Checkpoint,
} from '../../core/sealing/checkpoint.ts';
import type { SummaryContent } from '../../core/watch/summary.ts';
import type { MachineSettings } from '../config.ts';
import type { Journal } from '../storage/journal.ts';
import type { Sqlite } from '../storage/sqlite.ts';
import { alertSql } from './alert-store.ts';
import { outboxSql, type Way } from './outbox.ts';
import type { WatchSettings } from './watch-interface.ts';

export const watchSql = `
create table watch_facts (name text primary key, content text not null) strict;
create table highest (contest text primary key, sign_offs integer not null, ballots integer not null) strict;
create table summaries (at_ms integer primary key, content text not null) strict;
${alertSql}${outboxSql}`;

export interface Highest {
  readonly signOffs: number;
  readonly ballots: number;
}

/** Empty: not given. */
export type Configuration = Readonly<Record<Way | keyof MachineSettings, string>>;

export interface WatchStore {
  readonly settings: () => WatchSettings | null;
  readonly setSettings: (settings: WatchSettings) => void;
  /** The addresses of the gateways and what the machine was given; a change of one is journaled, without what it is. */
  readonly noteConfiguration: (configuration: Configuration) => void;
  /** That a person vouched for a clock that had gone back by so many seconds, at that hour. */
  readonly noteClockBack: (confirmedMs: number, seconds: number) => void;
  readonly lastClockBack: () => number | null;
  /** That the hour of opening came, journaled once: the vote opens by the calendar, and no command opens it. */
  readonly noteOpening: (opensMs: number) => void;
  readonly highest: () => Map<string, Highest>;
  readonly checkpoint: () => Checkpoint | null;
  /** Writes it in the journal, with the highest counts so far. */
  readonly setCheckpoint: (
    checkpoint: Checkpoint,
    reason: string,
    highest: ReadonlyMap<string, Highest>,
  ) => void;
  readonly sealCheck: () => SummaryContent['seal'];
  readonly setSealCheck: (check: { same: boolean; atMs: number }) => void;
  /** The last instance seen of each process. */
  readonly instances: () => Readonly<Record<string, string>>;
  readonly setInstances: (instances: Readonly<Record<string, string>>) => void;
  readonly summaries: (limit: number) => SummaryContent[];
  readonly addSummary: (content: SummaryContent) => void;
}

export function watchStore(database: Sqlite, journal: Journal): WatchStore {
  const readFact = database.prepare<[string], { content: string }>(
    'select content from watch_facts where name = ?',
  );
  const write = database.prepare(
    'insert into watch_facts values (?, ?) on conflict (name) do update set content = excluded.content',
  );
  const read = (name: string): unknown => {
    const row = readFact.get(name);
    return row === undefined ? null : JSON.parse(row.content);
  };
  const setSettings = database.transaction((settings: WatchSettings) => {
    const content = canonicalText(settings);
    write.run('settings', content);
    journal.append({
      kind: 'watch-set',
      facts: {
        emails: settings.emails.length,
        phones: settings.phones.length,
        contests: settings.contests.length,
      },
    });
  });
  const noteConfiguration = database.transaction((configuration: Configuration) => {
    for (const what of ['mail', 'sms', 'network', 'time'] as const) {
      const fact = `configuration-${what}`;
      if ((read(fact) ?? '') === configuration[what]) continue;
      write.run(fact, JSON.stringify(configuration[what]));
      journal.append({ kind: 'configuration-changed', facts: { what } });
    }
  });
  const noteClockBack = database.transaction((confirmedMs: number, seconds: number) => {
    write.run('clock-back', JSON.stringify(confirmedMs));
    journal.append({ kind: 'hour-typed', facts: { seconds } });
  });
  const noteOpening = database.transaction((opensMs: number) => {
    if (read('opened') === opensMs) return;
    write.run('opened', JSON.stringify(opensMs));
    journal.append({ kind: 'opening', facts: { opensMs } });
  });
  const keepHighest = database.prepare(
    'insert into highest values (?, ?, ?) on conflict (contest) do update set sign_offs = excluded.sign_offs, ballots = excluded.ballots',
  );
  const setCheckpoint = database.transaction(
    (checkpoint: Checkpoint, reason: string, highest: ReadonlyMap<string, Highest>) => {
      const text = checkpointText(checkpoint);
      write.run('checkpoint', JSON.stringify(text));
      for (const [contest, { signOffs, ballots }] of highest) keepHighest.run(contest, signOffs, ballots);
      journal.append({ kind: checkpointKind, facts: { reason, text } });
    },
  );
  return {
    settings: () => read('settings') as WatchSettings | null,
    setSettings: (settings) => setSettings.immediate(settings),
    noteConfiguration: (configuration) => noteConfiguration.immediate(configuration),
    noteClockBack: (confirmedMs, seconds) => noteClockBack.immediate(confirmedMs, seconds),
    lastClockBack: () => read('clock-back') as number | null,
    noteOpening: (opensMs) => noteOpening.immediate(opensMs),
    highest: () =>
      new Map(
        database
          .prepare<[], { contest: string; signOffs: number; ballots: number }>(
            'select contest, sign_offs as signOffs, ballots from highest',
          )
          .all()
          .map(({ contest, signOffs, ballots }) => [contest, { signOffs, ballots }]),
      ),
    checkpoint: () => {
      const text = read('checkpoint');
      return typeof text === 'string' ? parseCheckpoint(text) : null;
    },
    setCheckpoint: (checkpoint, reason, highest) => setCheckpoint.immediate(checkpoint, reason, highest),
    sealCheck: () => read('seal-check') as SummaryContent['seal'],
    setSealCheck: (check) => void write.run('seal-check', JSON.stringify(check)),
    instances: () => (read('instances') ?? {}) as Readonly<Record<string, string>>,
    setInstances: (instances) => void write.run('instances', JSON.stringify(instances)),
    summaries: (limit) =>
      database
        .prepare<[number], { content: string }>('select content from summaries order by at_ms desc limit ?')
        .all(limit)
        .map(({ content }) => JSON.parse(content) as SummaryContent),
    addSummary: (content) =>
      void database
        .prepare('insert into summaries values (?, ?) on conflict (at_ms) do nothing')
        .run(content.atMs, JSON.stringify(content)),
  };
}
