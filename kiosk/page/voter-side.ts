/**
 * What the effects of a passage do, with the terminal's own booth: sign in, open a ballot, cast it, send it again. Each
 * answers with an event of the passage. The ballot page and the ballot made from it live here until they are forgotten.
 */
import { parseBirthDate } from '../../appliance/booth/birth-date.ts';
import {
  sendBallot,
  type Pace,
  type PreparedBallot,
  type VoteOutcome,
} from '../../appliance/booth/casting.ts';
import type { Refusal } from '../../appliance/booth/refusals.ts';
import { call, login } from '../../appliance/booth/session.ts';
import { castVote, openBallotPage, prepareTables } from '../../appliance/booth/voter.ts';
import { contestTitle, listFacts } from '../../appliance/booth/words.ts';
import type { BallotPage } from '../../appliance/booth/voter-api.ts';
import type { KioskBallot, KioskSite, KioskVoter } from '../../core/kiosk/api.ts';
import type { Effect, PassageBallot, PassageEvent, PassageVoter } from '../../core/kiosk/passage.ts';
import type { Port } from '../../core/port.ts';
import type { Random } from '../../core/random.ts';

export type VoterEffect = Extract<Effect, { kind: 'sign-in' | 'open' | 'cast' | 'send-again' }>;

export interface VoterSide {
  readonly carryOut: (effect: VoterEffect, site: KioskSite) => Promise<PassageEvent>;
  readonly forget: () => void;
}

/** @param pace lets the page show its line before the computation takes the thread. */
export function openVoterSide(port: Port, random: Random, pace: Pace): VoterSide {
  let page: BallotPage | null = null;
  let prepared: PreparedBallot | null = null;

  async function open(contest: string): Promise<PassageEvent> {
    const opened = await openBallotPage(contest, port);
    if (!opened.ok) return { kind: 'stopped', refusal: opened.error };
    page = opened.value;
    const shown = page;
    setTimeout(() => prepareTables(shown), 0);
    return { kind: 'opened', ballot: ballotOf(page, page.secret) };
  }

  async function cast(effect: Extract<Effect, { kind: 'cast' }>): Promise<PassageEvent> {
    if (page?.contest !== effect.contest) throw new Error('another ballot is open');
    const { identifier, secret, choice } = effect;
    return settled(await castVote({ page, identifier, secret, choice }, port, random, pace));
  }

  async function sendAgain(): Promise<PassageEvent> {
    if (page === null || prepared === null) throw new Error('nothing was sent');
    return settled(await sendBallot(page, prepared, port, pace, true));
  }

  function settled(outcome: VoteOutcome): PassageEvent {
    switch (outcome.kind) {
      case 'recorded':
        prepared = null;
        return { kind: 'recorded', tracker: outcome.receipt.tracker };
      case 'unknown-fate':
      case 'receipt-refused':
        prepared = outcome.prepared;
        return { kind: outcome.kind, tracker: prepared.tracker };
      case 'not-recorded':
        prepared = null;
        return {
          kind: 'not-recorded',
          refusal: outcome.refusal,
          about: aboutOf(outcome.refusal),
        };
    }
  }

  return {
    forget: () => {
      page = null;
      prepared = null;
    },
    carryOut: (effect, site) => {
      switch (effect.kind) {
        case 'sign-in':
          return signIn(effect, site, port);
        case 'open':
          return open(effect.contest);
        case 'cast':
          return cast(effect);
        case 'send-again':
          return sendAgain();
      }
    },
  };
}

async function signIn(
  { identifier, challenge, secret }: Extract<Effect, { kind: 'sign-in' }>,
  site: KioskSite,
  port: Port,
): Promise<PassageEvent> {
  const proved = site.challenge === 'birthDate' ? parseBirthDate(challenge) : challenge;
  if (proved === null) return signInRefused({ code: 'challenge/malformed' }, site);
  const shape = site.secret;
  const attempt = {
    identifier,
    challenge: proved,
    secret: secret === null ? null : { typed: secret, shape },
  };
  const signedIn = await login(attempt, port);
  if (!signedIn.ok) return signInRefused(signedIn.error, site);
  const known = await call<KioskVoter>(port, '/api/kiosk/voter', {});
  if (!known.ok) return { kind: 'stopped', refusal: known.error };
  return { kind: 'signed-in', voter: voterOf(known.value) };
}

function signInRefused(refusal: Refusal, site: KioskSite): PassageEvent {
  const { code } = refusal;
  const isOfSecret = code === 'secret/wrong' || code === 'secret/locked' || code === 'secret/wrong-shape';
  const about = code.startsWith('code/')
    ? 'letter'
    : isOfSecret && site.secretAtLogin
      ? 'secret'
      : 'identity';
  return { kind: 'sign-in-refused', refusal, about };
}

/** After these, trying again cannot help. */
const finalCodes: readonly Refusal['code'][] = [
  'vote/already-cast',
  'contest/closed',
  'contest/unknown',
  'contest/not-open-yet',
  'session/unknown',
  'secret/locked',
  'page/over',
  'page/inconsistent',
  'credential/unusable',
];

function aboutOf({ code }: Refusal): 'secret' | 'again' | 'final' {
  if (code === 'secret/wrong' || code === 'secret/wrong-shape') return 'secret';
  return finalCodes.includes(code) ? 'final' : 'again';
}

function voterOf({ name, contests }: KioskVoter): PassageVoter {
  return {
    name,
    contests: contests.map(({ contest, phase, voted, ...title }) => ({
      contest,
      phase,
      voted,
      title: contestTitle(title),
    })),
  };
}

/** A ballot as a passage shows it; the secret is asked alike of every ballot of an election. */
export function ballotOf(page: KioskBallot, secret: PassageBallot['secret']): PassageBallot {
  const { contest, strikes, lists } = page;
  return {
    contest,
    strikes,
    secret,
    title: contestTitle(page),
    lists: lists.map((list) => ({
      index: list.index,
      name: list.name,
      facts: listFacts(list),
      candidates: list.candidates,
    })),
  };
}
