/**
 * Run in an emulated machine by test/image/tokens.test.ts, or anywhere that has /dev/uhid: key tokens that the kernel shows
 * as devices carry the keys of a small election from the generation to the count. node-hid finds each, and the count
 * knows nothing but what the tokens give back. Its last line says what was counted, or what went wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { tokenHolders, type TokenReach } from '../../appliance/rehearsal/token-holders.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { countedContest } from '../../appliance/use-cases/documents.ts';
import { keyGenerationOf } from '../../appliance/use-cases/key-generation.ts';
import type { HeldSequence } from '../../core/station/generate-keys.ts';
import { assertOk } from '../../core/result.ts';
import { hidTokens, stationTimer } from '../../kiosk/station/hid.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { closeSpine, countBureau, prepare, seal, startSpine, temporaryFolder } from '../support/spine.ts';
import { plugIntoKernel } from '../support/uhid.ts';

const began = performance.now();
const say = (text: string) =>
  void process.stdout.write(`[${Math.round((performance.now() - began) / 1000)} s] ${text}\n`);

/** Waits until a listing has, or no longer has, tokens. */
async function listed(isThere: boolean): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [found] = await hidTokens.list();
    if ((found !== undefined) === isThere) return found?.id ?? '';
    await pause(200);
  }
  throw new Error(`node-hid ${isThere ? 'finds no token' : 'still finds a token'}`);
}

const byKernel: TokenReach = {
  timer: stationTimer,
  port: () => hidTokens,
  plugIn: async (tokens, id) => {
    tokens.plugIn(id);
    const unplug = await plugIntoKernel(assertOk(await tokens.port.open(id)));
    const as = await listed(true);
    say(`a token at ${as}`);
    const pullOut = async () => {
      await unplug();
      tokens.pullOut(id);
      await listed(false);
    };
    return { as, pullOut };
  },
};

async function play(): Promise<string> {
  const dossier = { colleges: [4], keyTokens: true };
  const spine = await startSpine(writeSmallDossier(join(temporaryFolder(), 'essai'), dossier));
  const [bureau] = spine.dossier.bureaus;
  const contest = spine.dossier.contests[0]?.id;
  if (bureau === undefined || contest === undefined) throw new Error('an empty dossier');
  const holders = tokenHolders(byKernel);
  await prepare(spine, holders);
  say('keys made');
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  for (const elector of [1, 2, 3]) {
    const choice = elector === 3 ? ('blank' as const) : { list: 0, candidates: [0] };
    assertOk(await castVote(spine.context, await readyVote(spine, matricule(1, elector), contest, choice)));
  }
  await closeSpine(spine);
  say('closed');
  const { groups } = keyGenerationOf(spine.context, bureau.id);
  const opened: HeldSequence[] = [];
  for (const { holder, group, carriers } of groups.flatMap((each) => each.holders).slice(0, 2)) {
    const record = carriers.find(({ slot }) => slot === 'main')?.record ?? '';
    opened.push({ holder, group, sequence: await holders.open(record) });
  }
  spine.sequences.set(bureau.id, opened);
  await countBureau(spine, bureau.id);
  const counted = await countedContest(spine.context, spine.dossier, contest);
  await spine.stop();
  return JSON.stringify({
    ballots: counted?.ballots,
    blank: counted?.blank,
    list: counted?.allocation.lists[0]?.ballots,
  });
}

play().then(
  (counted) => {
    say(`COUNTED ${counted}`);
    process.exit(0);
  },
  (error: unknown) => {
    say(`FAILED ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(1);
  },
);
