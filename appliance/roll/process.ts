/**
 * The `roll` process: serves its interface on its socket over roll.db. Each method is one transaction of the store.
 */
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { DataFolder } from '../data-folder.ts';
import type { Reach } from '../crash-points.ts';
import { serve } from '../socket.ts';
import { vitals } from '../vitals.ts';
import { rollInterface } from './interface.ts';
import { openRollStore } from './store.ts';

export function runRoll(data: DataFolder, reach: Reach, log: Logger): Promise<Server> {
  const store = openRollStore(data.file('roll.db'), data.now, reach);
  let failures = 0;
  return serve(
    data.socket('roll'),
    rollInterface,
    {
      load: (input) => store.load(input),
      seal: ({ schedule }) => store.seal(schedule),
      login: ({ elector, challenge, channel }) => {
        const outcome = store.login(elector, challenge, channel);
        if (outcome.kind === 'refused') failures += 1;
        return outcome;
      },
      logout: ({ token }) => {
        store.logout(token);
        return null;
      },
      voter: ({ token }) => store.voter(token),
      openBallotPage: ({ token, contest }) => store.openBallotPage(token, contest),
      signOff: ({ token, contest, join }) => store.signOff(token, contest, join),
      settle: ({ join }) => ({ outcome: store.settle(join) }),
      openJoins: () => ({ joins: store.openJoins() }),
      forget: ({ joins }) => {
        store.forget(joins);
        return null;
      },
      checkSignOffs: () => ({ contests: store.checkSignOffs() }),
      counts: () => ({ contests: store.counts(), urns: store.registeredByUrn() }),
      turnout: ({ fromMs, bucketMs, buckets }) => ({ contests: store.turnout(fromMs, bucketMs, buckets) }),
      signOffList: ({ contest }) => ({ lines: store.signOffList(contest) }),
      decide: (decision) => store.decide(decision),
      close: () => store.close(),
      measure: () => store.measure(),
      tally: () => ({ ...store.tally(), failures }),
      vitals: vitals(data.now, store.journal),
      probe: () => store.probe(),
      journal: () => ({ lines: store.journal.lines() }),
    },
    log,
  );
}
