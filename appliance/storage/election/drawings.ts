/** The functions drawn by lot in each bureau, with the public seed by which anyone draws them again. Written once. */
import type { DrawnName } from '../../../core/ceremony/draw.ts';
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const drawingsStoreSql = `
create table drawings (bureau text primary key, seed text not null, contributions text not null, drawn text not null,
  account text not null, at_ms integer not null) strict;
`;

export interface Contribution {
  readonly by: string;
  readonly text: string;
}

export interface DrawnMember extends DrawnName {
  /** Account of the member. */
  readonly member: string;
}

export interface Drawing {
  readonly bureau: BureauId;
  readonly seed: string;
  readonly contributions: readonly Contribution[];
  /** In the order drawn: the first presides. */
  readonly drawn: readonly DrawnMember[];
  readonly account: string;
  readonly atMs: number;
}

export function drawingsStore(database: Sqlite, now: () => number) {
  const all = database.prepare<
    [],
    Omit<Drawing, 'contributions' | 'drawn'> & { contributions: string; drawn: string }
  >('select bureau, seed, contributions, drawn, account, at_ms as atMs from drawings order by bureau');
  return {
    addDrawing: ({ bureau, seed, contributions, drawn, account }: Omit<Drawing, 'atMs'>) =>
      void database
        .prepare('insert into drawings values (?, ?, ?, ?, ?, ?)')
        .run(bureau, seed, JSON.stringify(contributions), JSON.stringify(drawn), account, now()),
    drawings: (): Drawing[] =>
      all.all().map((row) => ({
        ...row,
        contributions: JSON.parse(row.contributions) as Contribution[],
        drawn: JSON.parse(row.drawn) as DrawnMember[],
      })),
  };
}
