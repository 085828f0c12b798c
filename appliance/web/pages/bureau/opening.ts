/**
 * The first screen of a ceremony: who is in the room (R2314-15, R211-548, R211-552, R211-573). Members and other roles are
 * ticked, other names typed, electors counted; when someone whom the ceremony wants is not there, why it goes on.
 */
import type { Presence } from '../../../../core/ceremony/presence.ts';
import type { CeremonyState } from '../../../../core/ceremony/state.ts';
import { ceremonyPurposes, ceremonyTitles } from '../../../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import { fullName, functionName } from '../../../documents/election-words.ts';
import { roleNames } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from '../role/frame.ts';
import { ceremonyPath } from './ceremony-paths.ts';

interface Person {
  readonly account: string;
  readonly label: string;
  readonly ticked: boolean;
}

export interface OpeningView {
  readonly bureau: string;
  readonly title: string;
  readonly purpose: string;
  readonly articles: string;
  readonly action: string;
  /** Ceremonies that come first, when they are not there. */
  readonly missing: readonly { readonly title: string; readonly href: string }[];
  /** It is too late to hold it. */
  readonly past: boolean;
  /** It was held before: this is another time, and why is a remark to write. */
  readonly again: boolean;
  readonly wants: string | null;
  readonly members: readonly Person[];
  readonly roles: readonly Person[];
  readonly guests: string;
  readonly electors: number;
  readonly reason: string;
  readonly problem: string | null;
}

export const renderOpening = rolePage<OpeningView>(import.meta.url, 'opening.ejs', ({ title }) => title);

export const nobody: Presence = { members: [], roles: [], guests: [], electors: 0, reason: null };

export function openingView(
  context: Context,
  id: BureauId,
  state: CeremonyState,
  typed: Presence,
  problem: string | null,
): OpeningView {
  const dossier = dossierOf(context);
  const bureau = dossier.bureaus.find((each) => each.id === id);
  const { ceremony } = state;
  return {
    bureau: bureau?.name ?? id,
    title: ceremonyTitles[ceremony.id],
    purpose: ceremonyPurposes[ceremony.id],
    articles: ceremony.articles,
    action: ceremonyPath(ceremony.id),
    missing: state.missing.map((first) => ({ title: ceremonyTitles[first], href: ceremonyPath(first) })),
    past: state.past,
    again: state.occurrence !== null,
    wants:
      ceremony.assessors === null
        ? null
        : `Présents nécessaires : la présidence et ${ceremony.assessors} autres membres du bureau. Les représentants des listes y sont invités.`,
    members: (bureau?.members ?? []).map((member) => ({
      account: member.account,
      label: `${fullName(member)}, ${functionName(member).toLowerCase()}`,
      ticked: typed.members.includes(member.account),
    })),
    roles: dossier.roles.map(({ account, role, firstName, lastName }) => ({
      account,
      label: `${firstName} ${lastName}, ${roleNames[role].toLowerCase()}`,
      ticked: typed.roles.includes(account),
    })),
    guests: typed.guests.join('\n'),
    electors: typed.electors,
    reason: typed.reason ?? '',
    problem,
  };
}
