/**
 * « Plus rien ne change » held by the database itself: triggers that refuse to insert, update or delete in a table once
 * something is sealed. What the code above refuses politely, this refuses whoever asks. It stops our own mistakes and a
 * page that is abused, not root, whose changes the check of the seal names.
 */

export interface FrozenTable {
  readonly table: string;
  /** Columns that may not be updated; all of them when not given. */
  readonly columns?: readonly string[];
  /** What is still allowed: rows updated in place, or added. */
  readonly except?: 'update' | 'insert';
}

/** @param isSealed an SQL condition; `1` for a table that never changes. */
export function frozenSql(isSealed: string, tables: readonly FrozenTable[]): string {
  return tables
    .flatMap(({ table, columns, except }) =>
      (['insert', 'update', 'delete'] as const)
        .filter((change) => change !== except)
        .map((change) => {
          const of = change === 'update' && columns !== undefined ? ` of ${columns.join(', ')}` : '';
          return `create trigger ${table}_sealed_no_${change} before ${change}${of} on ${table} when ${isSealed}
begin select raise(abort, '${table}: sealed, nothing changes any more'); end;
`;
        }),
    )
    .join('');
}
