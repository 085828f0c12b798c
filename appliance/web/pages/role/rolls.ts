/**
 * The electoral rolls for the roles that have the right (Domitia articles 12 §4 and 13): civility, first name and name,
 * and the mark of eligibility, in the perimeter of whoever reads. Nothing else of a person is here.
 */
import { contestsOf } from '../../../../core/dossier/perimeter.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import { collegeRank, fullName } from '../../../documents/election-words.ts';
import { byName } from '../../../role-words.ts';
import type { Account } from '../../../storage/election/accounts.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

export interface RollsView {
  readonly rolls: readonly {
    readonly id: string;
    readonly title: string;
    readonly count: string;
    readonly table: Table;
  }[];
}

export const renderRolls = rolePage<RollsView>(import.meta.url, 'rolls.ejs', 'Listes électorales');

export function rollsView(context: Context, actor: Account): RollsView {
  const dossier = dossierOf(context);
  const own = new Set(contestsOf(dossier, actor.account).map(({ college }) => college));
  return {
    rolls: dossier.colleges
      .filter(({ id }) => own.has(id))
      .map(({ id, ordinal, name }) => {
        const electors = dossier.roll.filter(({ college }) => college === id).toSorted(byName);
        return {
          id,
          title: `${collegeRank(ordinal)} — ${name}`,
          count: plural(electors.length, 'inscrit', 'inscrits'),
          table: {
            caption: null,
            columns: columns('Électeur', 'Éligible'),
            rows: electors.map((each) => ({ cells: [fullName(each), each.eligible ? 'oui' : 'non'] })),
          },
        };
      }),
  };
}
