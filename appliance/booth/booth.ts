/**
 * The booth (isoloir): one sealed page in which the voter chooses, strikes, reviews, confirms and gets a receipt. This
 * file opens the ballot page of the contest that the address names, as its fragment; the vote itself is in voting.ts.
 */
import { notOpened } from './outcome.ts';
import { openBallotPage } from './voter.ts';
import { beginVote, port, stop } from './voting.ts';

async function open(): Promise<void> {
  const contest = decodeURIComponent(location.hash.slice(1));
  if (contest === '') {
    location.replace('/accueil');
    return;
  }
  const opened = await openBallotPage(contest, port);
  if (opened.ok) beginVote(opened.value);
  else
    stop(
      notOpened(opened.error, () => location.reload()),
      opened.error,
      null,
    );
}

// The next contest is another fragment of the same address; a page brought back from the browser's memory starts anew.
addEventListener('hashchange', () => location.reload());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
void open();
