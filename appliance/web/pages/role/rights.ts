/**
 * « Qui voit quoi »: the matrix of this election (GEPOR annex 3, Domitia articles 12, 13 and 17), and the people of the
 * technical assistance cell (R2314-10; GEPOR article 14: bureau, list delegates, direction), for everyone with a role.
 */
import { caps, mayEver, rights as allRights, roles as allRoles } from '../../../../core/lifecycle/rights.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import { rightNames, roleNames } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

export interface RightsView {
  readonly matrix: Table;
  readonly limits: readonly { readonly label: string; readonly value: string }[];
  readonly people: Table;
}

export const renderRights = rolePage<RightsView>(import.meta.url, 'rights.ejs', 'Rôles et droits');

export function rightsView(context: Context): RightsView {
  const { rights, bureaus, roles } = dossierOf(context);
  const limited = allRights.filter((right) => caps[right].why !== '');
  return {
    matrix: {
      caption: 'Qui voit quoi',
      columns: columns('Droit', ...allRoles.map((role) => roleNames[role])),
      rows: allRights.map((right) => ({
        cells: [
          rightNames[right],
          ...allRoles.map((role) => {
            if (!mayEver(right, role)) return '—';
            return rights[role].includes(right) ? 'oui' : 'non';
          }),
        ],
      })),
    },
    limits: limited.map((right) => ({ label: rightNames[right], value: sentence(caps[right].why) })),
    people: {
      caption: 'Les personnes',
      columns: columns('Rôle', 'Nom'),
      rows: [
        ...bureaus.flatMap(({ name, members }) =>
          members.map((member) => ({ cells: [`${name}, ${functionName(member)}`, fullName(member)] })),
        ),
        ...roles.map(({ role, firstName, lastName }) => ({
          cells: [roleNames[role], `${firstName} ${lastName}`],
        })),
      ],
    },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
