/** Composition of each bureau de vote, and what it is there for. */
import { capital, rich, shellOf, type Site } from '../../layout/site.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import type { Bureau } from '../../../../core/dossier/types.ts';
import { keysNeeded } from '../../../../core/station/groups.ts';
import { sizesOf } from '../../../use-cases/key-holders.ts';
import { page } from '../../render.ts';

export interface BureauView {
  readonly bureaus: readonly Pick<Bureau, 'id' | 'name' | 'groups' | 'members'>[];
}

interface Words {
  readonly rich: typeof rich;
  readonly shown: readonly {
    readonly id: string;
    readonly name: string;
    readonly keys: string;
    readonly members: readonly { readonly name: string; readonly function: string }[];
  }[];
}

const template = page<Words>(import.meta.url, 'bureau.ejs');

export function renderBureau(view: BureauView, site: Site): string {
  return template({
    rich,
    shown: view.bureaus.map(({ id, name, groups, members }) => ({
      id,
      name: capital(name),
      keys: `L’urne ne peut être ouverte qu’après la clôture, quand sont réunies au moins ${keysNeeded(sizesOf({ groups }))}.`,
      members: members.map((member) => ({ name: fullName(member), function: functionName(member) })),
    })),
    shell: shellOf(site, 'Bureau de vote', { width: 'narrow' }),
  });
}
