/** The bureaus, who holds a key in each, and what keys are kept in: the data behind one item of the checklist. */
import { ageDiffers, namesByAge } from '../../../../core/dossier/composition.ts';
import type { Bureau, BureauComposition, Dossier, KeyGroup } from '../../../../core/dossier/types.ts';
import { keysNeeded } from '../../../../core/station/groups.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import { sizesOf } from '../../../use-cases/key-holders.ts';
import { columns } from '../role/table.ts';
import type { ParameterFacts } from './parameters.ts';

const carrierNames = { paper: 'une feuille, sous enveloppe', token: 'une clé de sécurité' } as const;

const compositionNames: Readonly<Record<BureauComposition, string>> = {
  named: 'membres nommés',
  age: 'par l’âge : les deux électeurs les plus âgés du collège, le plus âgé préside, et le plus jeune',
  lot: 'membres nommés, fonctions tirées au sort',
};

/** How a bureau is made up; where it is by age, whether its members are those that the age calls (Domitia article 12). */
function compositionText(dossier: Dossier, bureau: Bureau): string {
  const name = compositionNames[bureau.composition];
  if (bureau.composition !== 'age') return name;
  const called = ageDiffers(dossier, bureau);
  return called === null
    ? `${name}. Les membres sont ceux que l’âge désigne.`
    : `${name}. L’âge désigne ${namesByAge(called)}, et les membres sont d’autres volontaires.`;
}

export function keyHolderFacts(dossier: Dossier): ParameterFacts {
  const { bureaus, keys } = dossier;
  return {
    facts: [
      ...bureaus.map((bureau) => ({
        label: `${bureau.name}, composition`,
        value: compositionText(dossier, bureau),
      })),
      ...bureaus.map((bureau) => ({
        label: bureau.name,
        value: `${keysNeeded(sizesOf(bureau))} ouvrent les urnes${keys.applianceKey ? ', avec celle du système' : ''}`,
      })),
      { label: 'Chaque porteur garde sa clé dans', value: carrierNames[keys.carrier] },
      {
        label: 'Second exemplaire',
        value: keys.backup === null ? 'aucun' : carrierNames[keys.backup],
      },
    ],
    tables: bureaus.map(({ name, members, groups }) => ({
      caption: name,
      columns: columns('Membre', 'Fonction', 'Compte', 'Clé'),
      rows: members.map((member) => ({
        cells: [fullName(member), functionName(member), member.account, keysOf(groups, member.account)],
      })),
    })),
    remarks: [],
  };
}

/** The groups in which a member holds a key; only « oui » or « non » where there is one. */
function keysOf(groups: readonly KeyGroup[], account: string): string {
  const own = groups.filter(({ holders }) => holders.includes(account));
  if (own.length === 0) return 'non';
  return groups.length === 1 ? 'oui' : own.map(({ name }) => name).join(', ');
}
