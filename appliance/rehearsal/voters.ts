/**
 * The voters of a rehearsal, over HTTPS, with the booth's own code: each signs in with the codes of the letters, opens
 * each ballot page, casts, checks the receipt, and finds the ballot in the urn. Several at a time.
 */
import { randomBytes } from 'node:crypto';
import type { Dossier, ElectorId } from '../../core/dossier/types.ts';
import { login, logout } from '../booth/session.ts';
import { castVote, findBallot, openBallotPage } from '../booth/voter.ts';
import type { ReadableCode } from '../codes/process.ts';
import { RehearsalFailure, type Site } from './site-session.ts';
import type { VoterPlan } from './votes.ts';

const atATime = 4;
const random = (count: number) => new Uint8Array(randomBytes(count));

export interface Voting {
  readonly site: Site;
  readonly dossier: Dossier;
  readonly codes: ReadonlyMap<ElectorId, ReadableCode>;
  readonly onVote: () => void;
}

export async function voteAll(plans: readonly VoterPlan[], voting: Voting): Promise<void> {
  const waiting = [...plans];
  const booth = async () => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) await voteOne(plan, voting);
  };
  await Promise.all(Array.from({ length: atATime }, booth));
}

async function voteOne(
  { elector, votes }: VoterPlan,
  { site, dossier, codes, onVote }: Voting,
): Promise<void> {
  const { port } = site.visit();
  const code = codes.get(elector);
  const person = dossier.roll.find(({ id }) => id === elector);
  if (code === undefined || person === undefined) throw new RehearsalFailure('un électeur n’a pas de codes');
  const { access } = dossier;
  const challenge = access.challenge === 'birthDate' ? person.born : person.id;
  const secret = access.secretAtLogin ? { typed: code.secret, shape: access.secret } : null;
  const signedIn = await login({ identifier: code.identifier, challenge, secret }, port);
  if (!signedIn.ok)
    throw new RehearsalFailure(`un électeur n’a pas pu se connecter (${signedIn.error.code})`);
  for (const { contest, choice } of votes) {
    const page = await openBallotPage(contest, port);
    if (!page.ok) throw new RehearsalFailure(`un bulletin ne s’est pas ouvert (${page.error.code})`);
    const vote = { page: page.value, identifier: signedIn.value, secret: code.secret, choice };
    const outcome = await castVote(vote, port, random);
    if (outcome.kind !== 'recorded') {
      const why = outcome.kind === 'not-recorded' ? outcome.refusal.code : outcome.kind;
      throw new RehearsalFailure(`un vote n’a pas été enregistré (${why})`);
    }
    const found = await findBallot({ contest, tracker: outcome.receipt.tracker }, port);
    if (!found.ok) throw new RehearsalFailure(`un bulletin n’a pas pu être cherché (${found.error.code})`);
    if (!found.value.found) throw new RehearsalFailure('un bulletin enregistré n’est pas dans l’urne');
    onVote();
  }
  await logout(port);
}
