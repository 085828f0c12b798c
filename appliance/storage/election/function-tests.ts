/** The function tests of the appliance, each with its checks as they come: written while it runs, closed at its end. */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const functionTestsStoreSql = `
create table function_tests (id integer primary key, bureau text not null, account text not null,
  started_ms integer not null, checks text not null, ended_ms integer, passed integer) strict;
`;

/** One check: its stable name, what it is about when there are several, and what was found. */
export interface FunctionCheck {
  readonly check: string;
  readonly about: string | null;
  readonly ok: boolean;
  readonly found: Readonly<Record<string, number | string | boolean>>;
}

export interface FunctionTest {
  readonly id: number;
  readonly bureau: BureauId;
  readonly account: string;
  readonly startedMs: number;
  readonly checks: readonly FunctionCheck[];
  /** Null while it runs, or when it was interrupted. */
  readonly endedMs: number | null;
  readonly passed: boolean;
}

interface Row {
  readonly id: number;
  readonly bureau: BureauId;
  readonly account: string;
  readonly startedMs: number;
  readonly checks: string;
  readonly endedMs: number | null;
  readonly passed: number | null;
}

const columns =
  'id, bureau, account, started_ms as startedMs, checks, ended_ms as endedMs, passed from function_tests';

const read = (row: Row | undefined): FunctionTest | null =>
  row === undefined
    ? null
    : { ...row, checks: JSON.parse(row.checks) as FunctionCheck[], passed: row.passed === 1 };

export function functionTestsStore(database: Sqlite, now: () => number) {
  return {
    startFunctionTest: (bureau: BureauId, account: string): number =>
      Number(
        database
          .prepare("insert into function_tests (bureau, account, started_ms, checks) values (?, ?, ?, '[]')")
          .run(bureau, account, now()).lastInsertRowid,
      ),
    setFunctionChecks: (id: number, checks: readonly FunctionCheck[]) =>
      void database
        .prepare('update function_tests set checks = ? where id = ? and ended_ms is null')
        .run(JSON.stringify(checks), id),
    endFunctionTest: (id: number, passed: boolean) =>
      void database
        .prepare('update function_tests set ended_ms = ?, passed = ? where id = ? and ended_ms is null')
        .run(now(), passed ? 1 : 0, id),
    /** Oldest first. */
    functionTests: (): FunctionTest[] =>
      database
        .prepare<[], Row>(`select ${columns} order by id`)
        .all()
        .flatMap((row) => read(row) ?? []),
    lastFunctionTest: (): FunctionTest | null =>
      read(database.prepare<[], Row>(`select ${columns} order by id desc limit 1`).get()),
    /** What the seal goes by, passed or not: one that runs, or was interrupted, says nothing. */
    lastEndedTest: (): FunctionTest | null =>
      read(
        database
          .prepare<[], Row>(`select ${columns} where ended_ms is not null order by id desc limit 1`)
          .get(),
      ),
  };
}
