/** Remarks of the recette as pages show them (remarks.ejs): what was seen, by whom and when. */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import type { Context } from '../../../use-cases/context.ts';

export interface RemarkLine {
  readonly by: string;
  readonly text: string;
}

export function remarkLines({ election }: Pick<Context, 'election'>): RemarkLine[] {
  return election.remarks().map(({ account, atMs, text }) => {
    const found = election.account(account);
    const name = found === null ? account : `${found.firstName} ${found.lastName}`;
    return { text, by: `${name}, le ${frenchDateTime(atMs)}` };
  });
}
