/**
 * The roll (liste électorale) as the site shows it to electors: civility, first name and name, college by college.
 * Nothing else of a person is here.
 */
import { collegeRank, fullName } from '../../../documents/election-words.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import type { Civility } from '../../../../core/dossier/types.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface RollView {
  readonly colleges: readonly {
    readonly id: string;
    readonly ordinal: number;
    readonly name: string;
    /** In any order: the page sorts by name. */
    readonly electors: readonly {
      readonly civility: Civility;
      readonly firstName: string;
      readonly lastName: string;
    }[];
  }[];
}

interface Words {
  readonly rich: typeof rich;
  readonly shown: readonly {
    readonly id: string;
    readonly title: string;
    readonly count: string;
    readonly names: readonly string[];
  }[];
}

const template = page<Words>(import.meta.url, 'roll.ejs');

export function renderRoll(view: RollView, site: Site): string {
  return template({
    rich,
    shown: view.colleges.map(({ id, ordinal, name, electors }) => ({
      id,
      title: `${collegeRank(ordinal)} — ${name}`,
      count: plural(electors.length, 'inscrit', 'inscrits'),
      names: [...electors]
        .sort(
          (a, b) =>
            a.lastName.localeCompare(b.lastName, 'fr') || a.firstName.localeCompare(b.firstName, 'fr'),
        )
        .map(fullName),
    })),
    shell: shellOf(site, 'Liste électorale'),
  });
}
