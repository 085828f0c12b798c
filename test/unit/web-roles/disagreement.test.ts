// Ballots and sign-offs that are not as many at the closing seal, or a seal code that is not the same after it: nothing is
// counted before the bureau's own decision on each.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClosingSeal } from '../../../core/sealing/closing-seal.ts';
import { acceptDisagreement, mayCount } from '../../../appliance/use-cases/accept-disagreement.ts';
import { ceremonyState } from '../../../appliance/use-cases/ceremonies.ts';
import { closingCheck } from '../../../appliance/use-cases/check-seal.ts';
import type { Context } from '../../../appliance/use-cases/context.ts';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { openElectionStore } from '../../../appliance/storage/election-store.ts';
import type { Account } from '../../../appliance/storage/election/accounts.ts';
import { closingView, renderClosing } from '../../../appliance/web/pages/bureau/closing.ts';
import { frameOf } from '../../../appliance/web/pages/role/frame.ts';
import { siteOf } from '../../../appliance/web/routes/site-of.ts';
import { assertOk } from '../../../core/result.ts';
import { stationRefusalText } from '../../../core/station/refusal-text-fr.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { domitia, temporaryFolder } from '../../support/spine.ts';
import { join } from 'node:path';
import { rmSync } from 'node:fs';

const verified = { progress: { done: 20, total: 31, leftMs: 90_000 }, refused: [] };

let folder: string;
let context: Context;
let closing: ClosingSeal;
let actor: Account;
let other: Account;

beforeAll(async () => {
  folder = temporaryFolder();
  const { dossier, files } = assertOk(await loadDossier(domitia, Date.now()));
  const { closesMs, graceMs } = dossier.calendar;
  const now = () => closesMs + graceMs + 1;
  const election = openElectionStore(join(folder, 'election.db'), now);
  election.loadDossier({
    dossier,
    files: Object.fromEntries(files.map(({ name }) => [name, ''])),
    warnings: [],
    printer: null,
  });
  election.setRoundState('closingSealed');
  const [first, second] = dossier.bureaus;
  if (first === undefined || second === undefined) throw new Error('two bureaus');
  closing = {
    atMs: now(),
    contests: dossier.contests.map(({ id }, index) => ({
      contest: id,
      registered: 20,
      signOffs: 10,
      ballots: index === 0 ? 11 : 10,
    })),
    urns: [],
    bureaus: [
      { bureau: first.id, code: '2A4V 646R' },
      { bureau: second.id, code: '57YD 66JJ' },
    ],
    agrees: false,
    signature: '',
  };
  const clock = { closingSeal: () => Promise.resolve(closing) };
  const data = { mode: 'rehearsal', now, path: folder, file: (...names: string[]) => join(folder, ...names) };
  context = { election, data, clock } as unknown as Context;
  const of = ({ id, members: [member] }: typeof first): Account => ({
    account: member?.account ?? '',
    role: 'bureau',
    bureau: id,
    firstName: member?.firstName ?? '',
    lastName: member?.lastName ?? '',
  });
  [actor, other] = [of(first), of(second)];
});
afterAll(() => {
  context.election.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = () => {
  if (actor.bureau === null) throw new Error('a bureau');
  const view = closingView(context, actor.bureau, closing, null, verified);
  return renderClosing(view, frameOf(context, actor, '/bureau/cloture', siteOf(context)));
};

const sealed = '0000 0000 0000 0000 0000 0000';

/** What « Recalculer » journals. */
const check = (who: Account, code: string, findings: { what: string; change: string }[] = []) =>
  context.election.journal.append({
    kind: 'seal-checked',
    facts: {
      by: 'bureau',
      account: who.account,
      bureau: who.bureau,
      code,
      same: code === sealed,
      atClosing: true,
      findings,
      more: 0,
      mark: `${code} ${findings.length}`,
    },
  });

const countable = async (who: Account) => {
  if (who.bureau === null) throw new Error('a bureau');
  const may = await mayCount(context, who.bureau);
  return may.ok ? 'yes' : may.error.code;
};

const onCounts = (reason: string) => ({ subject: 'counts' as const, reason });
const onSeal = (reason: string) => ({ subject: 'seal' as const, reason });

test('nobody counts before the seal code was recomputed', async () => {
  expect([await countable(actor), await countable(other)]).toEqual([
    'count/seal-unchecked',
    'count/seal-unchecked',
  ]);
  expect(page()).toContain('n’a pas encore été recalculé');
  expect(page().replaceAll(/&nbsp;|\u00a0/g, ' ')).toContain('20 sur 31. Il reste environ 1 min.');
  expect(page()).toContain('<progress max="31" value="20"');
  expect(await problemsOf(page())).toEqual([]);
  check(actor, sealed);
  check(other, sealed);
  expect(page()).toContain('Code de scellement&nbsp;: le même');
});

test('the bureau concerned cannot count, the other can', async () => {
  expect([await countable(actor), await countable(other)]).toEqual(['count/disagreement', 'yes']);
  for (const nothing of [onCounts('Rien'), onSeal('Rien')]) {
    expect(await acceptDisagreement(context, other, nothing)).toEqual({
      ok: false,
      error: { code: 'disagreement/none' },
    });
  }
});

test('the page says it loudly and asks for the decision', async () => {
  expect(page()).toContain('ne sont pas en même nombre');
  expect(page().replaceAll('&nbsp;', ' ')).toContain('10 émargements, 11 bulletins');
  expect(page()).toContain('Enregistrer la décision de dépouiller');
  expect(await problemsOf(page())).toEqual([]);
});

test('a reasoned decision, once, is journaled and lets the count begin', async () => {
  expect(await acceptDisagreement(context, actor, onCounts('  '))).toMatchObject({
    error: { code: 'disagreement/no-reason' },
  });
  const reason = 'Une panne à 10 h 12 ; le bureau dépouille et joint le journal au procès-verbal.';
  assertOk(await acceptDisagreement(context, actor, onCounts(reason)));
  expect(await countable(actor)).toBe('yes');
  expect(await acceptDisagreement(context, actor, onCounts('Encore'))).toMatchObject({
    error: { code: 'disagreement/already-accepted' },
  });
  const last = JSON.parse(context.election.journal.lines().at(-1) ?? '{}') as { kind: string; facts: object };
  expect(last).toMatchObject({ kind: 'disagreement-accepted', facts: { reason, account: actor.account } });
  expect(page()).toContain('Une panne à 10');
  expect(page()).not.toContain('<form class="no-print" method="post" action="/bureau/cloture">');
});

test('a seal code that differs stops the count again, and the decision is about that code alone', async () => {
  const found = 'ZZZZ 1111 2222 3333 4444 5555';
  check(actor, found);
  expect(await countable(actor)).toBe('count/seal-differs');
  expect(await countable(other)).toBe('yes');
  expect(page()).toContain('n’est plus le même');
  expect(page()).toContain(found);
  expect(await problemsOf(page())).toEqual([]);
  assertOk(await acceptDisagreement(context, actor, onSeal('Disque remplacé, constaté en séance.')));
  expect(await countable(actor)).toBe('yes');
  expect(page()).toContain('Disque remplacé');
  expect(await acceptDisagreement(context, actor, onSeal('Encore'))).toMatchObject({
    error: { code: 'disagreement/already-accepted' },
  });
  check(actor, 'YYYY 1111 2222 3333 4444 5555');
  expect(await countable(actor)).toBe('count/seal-differs');
  check(actor, sealed);
  expect(await countable(actor)).toBe('yes');
  expect(actor.bureau !== null && closingCheck(context, actor.bureau)?.same).toBe(true);
});

test('a ballot damaged under the same code stops the count, and the closing step is not done either', async () => {
  if (actor.bureau === null) throw new Error('a bureau');
  const { bureau } = actor;
  const sealedStore = { ...context.election, sealed: () => ({ atMs: 0, account: actor.account }) };
  const sealedContext = { ...context, election: sealedStore } as unknown as Context;
  const closingChecked = () =>
    ceremonyState(sealedContext, bureau, 'closing')?.steps.find(({ step }) => step.id === 'closingChecked')
      ?.fact;
  expect(closingChecked()).not.toBeNull();
  check(actor, sealed, [{ what: 'ballot', change: 'altered' }]);
  expect([await countable(actor), closingChecked()]).toEqual(['count/seal-differs', null]);
  expect(stationRefusalText({ code: 'count/seal-differs' })).not.toContain('recalculé');
  assertOk(await acceptDisagreement(context, actor, onSeal('Un bulletin abîmé, constaté en séance.')));
  expect([await countable(actor), closingChecked()]).toEqual([
    'yes',
    expect.objectContaining({ account: actor.account }),
  ]);
});
