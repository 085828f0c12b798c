import { beforeEach, expect, test } from 'vitest';
import type { Pace } from '../../../appliance/booth/casting.ts';
import { refusalText } from '../../../appliance/booth/refusal-text-fr.ts';
import type { Port } from '../../../core/port.ts';
import type { PassageEvent } from '../../../core/kiosk/passage.ts';
import { typeset } from '../../../core/french/text.ts';
import { plainText } from '../../../core/kiosk/text.ts';
import { wordsOf } from '../../../core/kiosk/words/catalogue.ts';
import { openVoterSide, type VoterEffect } from '../../../kiosk/page/voter-side.ts';
import { fakeAppliance } from '../../support/fake-appliance.ts';
import { site } from '../../support/passage-player.ts';
import { ballotFixture, random } from '../../support/voter-fixtures.ts';

const fixture = ballotFixture();
const hurried: Pace = { wait: () => Promise.resolve(), announce: () => Promise.resolve() };
let appliance = fakeAppliance(fixture);
beforeEach(() => (appliance = fakeAppliance(fixture)));

const blank = (secret = fixture.secret): VoterEffect => ({
  kind: 'cast',
  contest: 'c2-titulaires',
  identifier: fixture.identifier,
  secret,
  choice: { kind: 'blank' },
});

/** A ballot is open, and the cable then does as `cut` says. */
async function opened(cut: (path: string) => 'before' | 'after' | null = () => null) {
  let isOpen = false;
  const port: Port = async (path, body) => {
    const where = isOpen ? cut(path) : null;
    if (where === 'before') throw new Error('cut');
    const answer = await appliance.answer(path, body);
    if (where === 'after') throw new Error('cut');
    return answer;
  };
  const side = openVoterSide(port, random, hurried);
  expect(await side.carryOut({ kind: 'open', contest: 'c2-titulaires' }, site)).toMatchObject({
    kind: 'opened',
    ballot: { title: '2e collège — Techniciens, agents de maîtrise et cadres, titulaires' },
  });
  isOpen = true;
  return side;
}

const tracker = (event: PassageEvent) => ('tracker' in event ? event.tracker : null);

test('the cable pulled for good after the ballot left: unknown, then the very same ballot gives the receipt', async () => {
  let isPulled = true;
  const side = await opened((path) => (isPulled && path === '/api/voter/cast' ? 'after' : null));
  const lost = await side.carryOut(blank(), site);
  expect(lost.kind).toBe('unknown-fate');
  expect(appliance.urn).toHaveLength(1);
  isPulled = false;
  const found = await side.carryOut({ kind: 'send-again' }, site);
  expect(found).toEqual({ kind: 'recorded', tracker: tracker(lost) });
  expect(appliance.urn).toHaveLength(1);
});

test('pulled before the ballot left: unknown too, and sending it again records it once', async () => {
  let isPulled = true;
  const side = await opened((path) => (isPulled && path === '/api/voter/cast' ? 'before' : null));
  expect((await side.carryOut(blank(), site)).kind).toBe('unknown-fate');
  expect(appliance.urn).toEqual([]);
  expect((await side.carryOut({ kind: 'send-again' }, site)).kind).toBe('unknown-fate');
  isPulled = false;
  expect((await side.carryOut({ kind: 'send-again' }, site)).kind).toBe('recorded');
  expect(appliance.urn).toHaveLength(1);
});

test('pulled before the confirmation: nothing is recorded, said so, and it may be tried again', async () => {
  let isPulled = true;
  const side = await opened(() => (isPulled ? 'before' : null));
  const refused = await side.carryOut(blank(), site);
  const refusal = { code: 'service/no-answer' } as const;
  expect(refused).toEqual({ kind: 'not-recorded', about: 'again', refusal });
  expect(wordsOf('fr').problem(refusal)).toContain('Rien n’a été enregistré');
  isPulled = false;
  expect((await side.carryOut(blank(), site)).kind).toBe('recorded');
});

test('a wrong secret is typed again; a receipt of another ballot is refused', async () => {
  const side = await opened();
  const wrong = fixture.secret === '00000' ? '11111' : '00000';
  expect(await side.carryOut(blank(wrong), site)).toMatchObject({ kind: 'not-recorded', about: 'secret' });
  const honest = appliance.answer;
  appliance = {
    ...appliance,
    answer: async (path, body) => {
      const answer = await honest(path, body);
      if (path !== '/api/voter/cast') return answer;
      const { receipt } = answer.body as { receipt: object };
      return { status: 200, body: { receipt: { ...receipt, tracker: 'A'.repeat(43) } } };
    },
  };
  expect((await side.carryOut(blank(), site)).kind).toBe('receipt-refused');
});

test('a date that is none is said at once; nothing leaves the terminal', async () => {
  const side = openVoterSide(appliance.answer, random, hurried);
  const { identifier } = fixture;
  const refused = await side.carryOut(
    { kind: 'sign-in', identifier, challenge: '31021970', secret: null },
    site,
  );
  expect(refused).toMatchObject({ kind: 'sign-in-refused', about: 'identity' });
  expect(appliance.asked).toEqual([]);
});

test('forgotten, a ballot can be neither cast nor sent again', async () => {
  const side = await opened((path) => (path === '/api/voter/cast' ? 'before' : null));
  await side.carryOut(blank(), site);
  side.forget();
  await expect(side.carryOut({ kind: 'send-again' }, site)).rejects.toThrow('nothing was sent');
  await expect(side.carryOut(blank(), site)).rejects.toThrow('another ballot');
});

test.each([
  { code: 'login/wrong-pair', left: 2 },
  { code: 'login/wrong-pair', left: null },
  { code: 'login/locked', untilMs: 0 },
  { code: 'secret/locked', untilMs: 0 },
  { code: 'secret/wrong', left: 1 },
  { code: 'secret/wrong-shape' },
  { code: 'challenge/malformed' },
  { code: 'contest/suspended', told: null },
  { code: 'contest/closed' },
  { code: 'vote/not-recorded' },
  { code: 'request/too-many' },
  { code: 'page/inconsistent' },
  { code: 'credential/unusable' },
] as const)('$code is told at a kiosk in the words of the site', (refusal) => {
  const { problem } = wordsOf('fr');
  expect(typeset(plainText(problem(refusal)))).toBe(refusalText(refusal));
});
