/**
 * The functions of a bureau drawn by lot in front of everyone (GEPOR article 12): each contribution is typed as it was
 * written on paper, the public seed is all of them, and the draw is the engine's (core/ceremony/draw.ts). Done once:
 * from then on the functions are data of the round, and sealed.
 */
import { draw, publicSeed, type DrawRefusal } from '../../core/ceremony/draw.ts';
import type { Bureau, BureauMember } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { fullName } from '../documents/election-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Contribution } from '../storage/election/drawings.ts';
import { ceremonyState } from './ceremonies.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type DrawFunctionsRefusal =
  | DrawRefusal
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'draw/not-by-lot' | 'draw/already-drawn' | 'draw/contribution' | 'ceremony/not-opened' };

/** The name by which a member is drawn: the full name, with the account where two are the same. */
export function drawnName({ members }: Pick<Bureau, 'members'>, member: BureauMember): string {
  const name = fullName(member);
  return members.some((other) => other !== member && fullName(other) === name)
    ? `${name} (${member.account})`
    : name;
}

export function drawFunctions(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
  given: readonly Contribution[],
): Result<null, DrawFunctionsRefusal> {
  const allowed = authorise(context, actor, 'drawFunctions');
  if (!allowed.ok) return allowed;
  const bureau = dossierOf(context).bureaus.find(({ id }) => id === actor.bureau);
  if (bureau === undefined) return err({ code: 'role/other-bureau' });
  if (bureau.composition !== 'lot') return err({ code: 'draw/not-by-lot' });
  const contributions = given.map(({ by, text }) => ({ by, text: publicSeed([text]) }));
  if (contributions.length < 2 || contributions.some(({ text }) => text === '' || text.includes('|')))
    return err({ code: 'draw/contribution' });
  const seed = publicSeed(contributions.map(({ text }) => text));
  const byName = new Map(bureau.members.map((member) => [drawnName(bureau, member), member.account]));
  const drawn = draw(seed, [...byName.keys()]);
  if (!drawn.ok) return drawn;
  const { election } = context;
  return election.transaction(() => {
    if (election.drawings().some((each) => each.bureau === bureau.id))
      return err({ code: 'draw/already-drawn' });
    const state = ceremonyState(context, bureau.id, 'drawing');
    if (state?.status !== 'underway') return err({ code: 'ceremony/not-opened' });
    const members = drawn.value.map((each) => ({ ...each, member: byName.get(each.name) ?? '' }));
    election.addDrawing({ bureau: bureau.id, seed, contributions, drawn: members, account: actor.account });
    election.journal.append({
      kind: 'functions-drawn',
      facts: { account: actor.account, bureau: bureau.id, seed, drawn: members.map(({ member }) => member) },
    });
    return ok(null);
  });
}
