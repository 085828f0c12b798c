import type { z } from 'zod';
import { expect, expectTypeOf, test } from 'vitest';
import type { BallotPage, CastAnswer, CredentialAnswer } from '../../../appliance/booth/voter-api.ts';
import type { Port } from '../../../core/port.ts';
import { crossed, siteAnswer, type answers } from '../../../kiosk/agent/crossing.ts';
import { openVoterCalls } from '../../../kiosk/agent/voter-calls.ts';
import { receiptOf } from '../../support/fake-appliance.ts';
import { site } from '../../support/passage-player.ts';
import { ballotFixture } from '../../support/voter-fixtures.ts';

const fixture = ballotFixture();

test('what crosses is exactly what the appliance says that it answers', () => {
  expectTypeOf<z.infer<(typeof answers)['voter/ballot-page']>>().toEqualTypeOf<Mutable<BallotPage>>();
  expectTypeOf<z.infer<(typeof answers)['voter/credential']>>().toEqualTypeOf<Mutable<CredentialAnswer>>();
  expectTypeOf<z.infer<(typeof answers)['voter/cast']>>().toEqualTypeOf<Mutable<CastAnswer>>();
  expect(crossed('voter/ballot-page', 200, fixture.page)).toEqual({ status: 200, body: fixture.page });
  const cast = { receipt: receiptOf(fixture, 'ballot') };
  expect(crossed('voter/cast', 200, cast)).toEqual({ status: 200, body: cast });
  const refusal = { refusal: { code: 'login/wrong-pair', left: null } };
  expect(crossed('voter/login', 422, refusal)).toEqual({ status: 422, body: refusal });
});

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends object | null ? Mutable<T[Key]> : T[Key] };

test.each([
  ['a field more', { ...fixture.page, script: 'alert(1)' }],
  ['a control character', { ...fixture.page, college: 'Cadres\u0007' }],
  ['a text that turns around', { ...fixture.page, college: '\u202eserdaC' }],
  ['too many lists', { ...fixture.page, lists: Array.from({ length: 101 }, () => fixture.page.lists[0]) }],
  ['no ballot at all', '<script>alert(1)</script>'],
  ['nothing', null],
])('%s does not cross', (_name, body) => {
  expect(crossed('voter/ballot-page', 200, body)).toBeNull();
});

test.each([
  ['a language that it does not have', ['fr', 'de']],
  ['no French', ['en']],
  ['none', []],
  ['too many', ['fr', 'en', 'fr']],
  ['a text', 'fr'],
])('an election with %s is not shown', (_name, languages) => {
  expect(siteAnswer.safeParse({ ...site, languages }).success).toBe(false);
  expect(siteAnswer.safeParse({ ...site, languages: ['fr', 'en'] }).success).toBe(true);
});

test('a redirect, or a refusal of another shape, does not cross', () => {
  expect(crossed('voter/cast', 302, null)).toBeNull();
  expect(crossed('voter/cast', 500, { refusal: { code: '<b>' } })).toBeNull();
  expect(crossed('voter/cast', 500, 'oops')).toBeNull();
});

test('the session stays with the terminal, and ends with the passage', async () => {
  const seen: [string, string | null][] = [];
  const token = 'T'.repeat(43);
  const answer =
    (session: string | null): Port =>
    (path) => {
      seen.push([path, session]);
      if (path === '/api/voter/login') return Promise.resolve({ status: 200, body: { token } });
      return Promise.resolve({ status: 200, body: path === '/api/kiosk/site' ? site : fixture.page });
    };
  const calls = openVoterCalls({ port: answer(null), portAs: answer });
  expect(await calls.ask('voter/ballot-page', {})).toMatchObject({ status: 401 });
  expect(seen).toEqual([]);
  expect(await calls.ask('voter/login', {})).toEqual({ status: 204, body: null });
  expect(await calls.ask('voter/ballot-page', {})).toMatchObject({ status: 200 });
  expect(await calls.site()).toEqual(site);
  calls.forget();
  expect(await calls.ask('voter/ballot-page', {})).toMatchObject({ status: 401 });
  expect(seen).toEqual([
    ['/api/voter/login', null],
    ['/api/voter/ballot-page', token],
    ['/api/kiosk/site', null],
    ['/api/voter/logout', token],
  ]);
});
