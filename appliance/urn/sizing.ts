/** The size of an urn’s rows, from one blank ballot of its election made for the purpose and thrown away. */
import { makeBallot } from '../../core/belenios/ballot.ts';
import { generateCredential } from '../../core/belenios/credential.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { isLists, listsPlaintext } from '../../core/belenios/question.ts';
import type { Random } from '../../core/random.ts';
import { assertOk } from '../../core/result.ts';
import { cellSize } from './cell.ts';

/** Bytes of every row of an urn. @param electionText canonical. */
export function cellSizeFor(electionText: string, random: Random): number {
  const election = assertOk(parseElection(electionText));
  const plaintexts = election.questions.map((question) => {
    if (!isLists(question)) throw new Error('an urn asks a Lists question');
    return listsPlaintext(question, 'blank');
  });
  return cellSize(makeBallot(election, generateCredential(random), plaintexts, random).length);
}
