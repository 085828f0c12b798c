/** A table as pages of the roles show it (table.ejs): labels, numbers to the right, first cell heading its row. */
export interface Table {
  readonly caption: string | null;
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly cells: readonly string[];
  readonly look?: 'won' | 'row-bad';
}

/** Columns by label; one that begins with # is of numbers. */
export function columns(...labels: readonly string[]): Table['columns'] {
  return labels.map((label) =>
    label.startsWith('#') ? { label: label.slice(1), numeric: true } : { label, numeric: false },
  );
}
