/**
 * The codes of a trial's made-up electors, for those who vote in the room and for the recette who tries the site. There
 * is no such page outside a trial.
 */
import { readFileSync } from 'node:fs';
import { groupedCode } from '../../../../core/bytes/crockford.ts';
import { frenchDay } from '../../../../core/french/dates.ts';
import type { ReadableCode } from '../../../codes/process.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface TrialCodesView {
  readonly back: { readonly href: string; readonly label: string };
  readonly table: Table;
}

export const renderTrialCodes = rolePage<TrialCodesView>(
  import.meta.url,
  'trial-codes.ejs',
  'Codes du scrutin à blanc',
  { scripts: ['print.js'] },
);

const backs = {
  bureau: { href: '/bureau/essai', label: 'Revenir au scrutin à blanc' },
  recette: { href: '/recette', label: 'Revenir à la recette' },
} as const;

/** Only in a trial, whose codes lie readable in its folder. */
export function trialCodesView(
  context: Pick<Context, 'data' | 'election'>,
  reader: keyof typeof backs,
): TrialCodesView {
  const codes = JSON.parse(
    readFileSync(context.data.file('readable-codes.json'), 'utf8'),
  ) as readonly ReadableCode[];
  const { roll, access, colleges } = dossierOf(context);
  return {
    back: backs[reader],
    table: {
      caption: null,
      columns: columns(
        'Électeur inventé',
        'Collège',
        'Identifiant',
        access.challenge === 'birthDate' ? 'Date de naissance' : 'Matricule',
        'Code secret',
      ),
      rows: roll.map((elector) => {
        const code = codes.find((each) => each.elector === elector.id);
        return {
          cells: [
            `${elector.civility} ${elector.lastName}`,
            colleges.find(({ id }) => id === elector.college)?.name ?? '',
            groupedCode(code?.identifier ?? ''),
            access.challenge === 'birthDate' ? frenchDay(elector.born) : elector.id,
            code?.secret ?? '',
          ],
        };
      }),
    },
  };
}
