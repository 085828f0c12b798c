/** New settings of an installed machine: what a disk may change, what it leaves, and what is refused by its name. */
import { expect, test } from 'vitest';
import { renewed } from '../../../provisioning/image/guest/new-settings.ts';
import { settingsSchema } from '../../../provisioning/image/guest/settings.ts';
import { wordsOf } from '../../../provisioning/image/guest/words.ts';

const mail = { url: 'smtps://vote:ancien@relais.example.org', from: 'vote@example.org' };
const settings = settingsSchema.parse({
  ...{ format: 1, mode: 'real', host: 'vote.example.org', dossier: 'own', network: 'dhcp', mail },
  timeServers: ['temps.example.org'],
});
const given = (changes: object) => renewed(settings, JSON.stringify({ format: 1, ...changes }));

test('what is named changes, the rest stays', () => {
  const network = '192.168.1.20/24 192.168.1.1';
  expect(given({ network })).toEqual({ ...settings, network });
  const other = { ...mail, url: 'smtps://vote:nouveau@relais.example.org' };
  expect(given({ mail: other, timeServers: [] })).toEqual({ ...settings, mail: other, timeServers: [] });
  expect(given({ mail: null })).not.toHaveProperty('mail');
  const metricsToken = 'a1'.repeat(16);
  const watched = given({ metricsToken });
  expect(watched).toEqual({ ...settings, metricsToken });
  if ('fields' in watched) throw new Error('refused');
  expect(renewed(watched, '{"format":1,"metricsToken":null}')).toEqual(settings);
});

test('no file, nothing named or the same again changes nothing', () => {
  expect(renewed(settings, null)).toBe(settings);
  for (const same of [{}, { network: 'dhcp', mail }, { sms: null }]) expect(given(same)).toBe(settings);
});

test('what is wrong or may not change is named, and nothing is taken from such a file', () => {
  for (const [changes, fields] of [
    [{ network: '192.168.1.20' }, ['network']],
    [
      { mail: { url: 'http://relais.example.org', from: 'vote' }, timeServers: [] },
      ['mail.url', 'mail.from'],
    ],
    // The name of the site, its mode and its dossier are the election's.
    [{ host: 'autre.example.org', mode: 'demonstration' }, ['host', 'mode']],
    [{ sms: { url: 'https://sms.example.org', template: '{to}', more: 1 } }, ['sms.template', 'sms.more']],
    [{ format: 2 }, ['format']],
    [{ metricsToken: 'court' }, ['metricsToken']],
  ] as const)
    expect([changes, given(changes)]).toEqual([changes, { fields: [...fields] }]);
  for (const text of ['', '{', '[]', 'null']) expect(renewed(settings, text)).toEqual({ fields: [] });
});

test('the console names the fields, and never what they hold', () => {
  const wrong = given({ mail: { ...mail, from: 'p4ss' } });
  if (!('fields' in wrong)) throw new Error('it was taken');
  const words = wordsOf({ state: 'bad-new-settings', ...wrong });
  expect(words).toContain('(mail.from) : rien n’est changé');
  expect(words).not.toContain('p4ss');
});
