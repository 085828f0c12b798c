import axe from 'axe-core';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Port } from '../../core/port.ts';
import { openBrowser } from '../support/browser.ts';
import { boothHashes, fakeAppliance, serve } from '../support/fake-appliance.ts';
import { ballotFixture, threeLists, type BallotFixture } from '../support/voter-fixtures.ts';
import { voterPages } from '../support/voter-pages.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };

let browser: Browser;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const bundle = fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url));
  execFileSync(process.execPath, [bundle]);
  browser = await openBrowser();
});
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((close) => close()));
});
afterAll(() => browser.close());

interface Visit {
  readonly page: Page;
  readonly origin: string;
  readonly fixture: BallotFixture;
  readonly appliance: ReturnType<typeof fakeAppliance>;
  /** What the browser complained about: refused by the policy, or thrown. */
  readonly complaints: string[];
  /** Every address that was asked, in order. */
  readonly requests: string[];
}

async function visit(options: {
  readonly viewport?: typeof desktop;
  readonly fixture?: BallotFixture;
  readonly port?: (appliance: ReturnType<typeof fakeAppliance>) => Port;
  readonly signedIn?: boolean;
}): Promise<Visit> {
  const fixture = options.fixture ?? ballotFixture();
  const appliance = fakeAppliance(fixture);
  const site = await serve(options.port?.(appliance) ?? appliance.answer, voterPages);
  const context = await browser.newContext({ viewport: options.viewport ?? desktop, locale: 'fr-FR' });
  toClose.push(() => context.close().then(site.close));
  if (options.signedIn !== false) {
    await context.addInitScript((identifier) => {
      if (!sessionStorage.getItem('seen')) sessionStorage.setItem('isoloir.identifier', identifier);
      sessionStorage.setItem('seen', 'yes');
    }, fixture.identifier);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  return { page, origin: site.origin, fixture, appliance, complaints, requests };
}

async function openBooth({ page, origin }: Visit): Promise<void> {
  await page.goto(`${origin}/isoloir#c2-titulaires`);
  await page.getByRole('heading', { name: 'Choisissez une liste' }).waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => null));
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<axe.AxeResults> } }).axe.run(),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const next = (page: Page) => page.getByRole('button', { name: 'Continuer' }).click();
const confirm = (page: Page) =>
  page.getByRole('button', { name: 'Confirmer mon vote, définitivement' }).click();

async function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

describe('the booth file', () => {
  it('asks for nothing outside and has the hash that is sealed', () => {
    const file = readFileSync(new URL('../../dist/booth/isoloir.html', import.meta.url));
    expect(createHash('sha256').update(file).digest('hex')).toBe(boothHashes().sha256);
    expect(file.toString().match(/(?:src|href)="(?!#|data:)[^"]*"|url\((?!data:)/g)).toBeNull();
  });

  it('is made of the same bytes every time', () => {
    const before = boothHashes().sha256;
    execFileSync(process.execPath, [
      fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
    ]);
    expect(boothHashes().sha256).toBe(before);
  });
});

describe('a vote, from choice to receipt', () => {
  it('is recorded as chosen, without a request between opening and confirmation', async () => {
    const here = await visit({});
    const { page, fixture, appliance, requests } = here;
    await openBooth(here);
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    const opened = requests.length;

    await page.getByText('CFDT', { exact: true }).first().click();
    await next(page);
    await page.getByRole('checkbox', { name: 'Marc Teyssier' }).uncheck();
    await next(page);
    expect(await page.getByRole('region', { name: 'Votre vote' }).innerText()).toContain(
      'Marc Teyssier — nom rayé',
    );
    for (const digit of fixture.secret) await page.getByRole('button', { name: digit, exact: true }).click();
    expect(requests.length).toBe(opened);

    await confirm(page);
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
    expect(requests.slice(opened)).toEqual(['/api/voter/credential', '/api/voter/cast']);
    const shown = (
      await page
        .getByRole('status')
        .filter({ hasText: /[+/\w]{4} / })
        .first()
        .innerText()
    ).replaceAll(' ', '');
    expect(shown).toBe(appliance.sent[0]?.tracker);
    expect(appliance.urn).toHaveLength(1);
    expect(here.complaints).toEqual([]);
  });

  it('goes by the keyboard alone, and each step takes the focus to its title', async () => {
    const here = await visit({});
    const { page, fixture } = here;
    await openBooth(here);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toContain('Choisissez');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Gardez-vous' }).waitFor();
    expect(await focused()).toContain('Gardez-vous');
    for (let tab = 0; tab < 3; tab += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Vérifiez' }).waitFor();
    expect(await focused()).toContain('Vérifiez');
    expect(await page.getByRole('heading', { name: 'Liste CGT' }).isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(fixture.secret);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
  });

  it('leaves no choice and no secret in the address, the history, the storage or a field', async () => {
    const here = await visit({});
    const { page, fixture } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CGT' }).check();
    await next(page);
    await next(page);
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    const traces = await page.evaluate(() =>
      JSON.stringify([
        location.href,
        history.state,
        Object.entries(localStorage),
        Object.keys(sessionStorage),
        document.cookie,
        ...Array.from(document.querySelectorAll('input'), ({ value }) => value),
      ]),
    );
    expect(traces).not.toContain('CGT');
    expect(traces).not.toContain(fixture.secret);
    expect(traces).toContain('•••••');
  });

  it('forgets the identifier after the last vote, and keeps it before', async () => {
    for (const [nextContest, remains] of [
      [null, false],
      [{ contest: 'c2-suppleants', seat: 'suppleant' as const }, true],
    ] as const) {
      const here = await visit({ fixture: ballotFixture(threeLists, { next: nextContest }) });
      await openBooth(here);
      await here.page.getByRole('radio', { name: 'Vote blanc' }).check();
      await next(here.page);
      await here.page.getByLabel('Votre code secret').pressSequentially(here.fixture.secret);
      await confirm(here.page);
      await here.page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
      const kept = await here.page.evaluate(() => sessionStorage.getItem('isoloir.identifier'));
      expect(kept !== null).toBe(remains);
    }
  });

  it('asks the identifier again when this tab does not know it', async () => {
    const here = await visit({ signedIn: false });
    const { page, fixture } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CGT' }).check();
    await next(page);
    await next(page);
    await page.getByLabel('Votre identifiant').fill('0000 0000 0000 0001');
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    expect(await page.getByRole('alert').first().innerText()).toContain('faute de frappe');
    await page.getByLabel('Votre identifiant').fill(fixture.identifier);
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
  });

  it('can be kept as a file made in the page', async () => {
    const here = await visit({});
    const { page, fixture } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'Vote blanc' }).check();
    await next(page);
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    expect((await download).suggestedFilename()).toBe('preuve-de-vote-c2-titulaires.txt');
    expect(here.complaints).toEqual([]);
  });
});

describe('changing one’s mind', () => {
  it('by the browser’s back button keeps the choice and shows the step before', async () => {
    const here = await visit({});
    const { page } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CFDT' }).check();
    await next(page);
    await page.getByRole('checkbox', { name: 'Claire Aubanel' }).uncheck();
    await next(page);
    await page.goBack();
    expect(await page.getByRole('checkbox', { name: 'Claire Aubanel' }).isChecked()).toBe(false);
    await page.goBack();
    expect(await page.getByRole('radio', { name: 'CFDT' }).isChecked()).toBe(true);
  });

  it('to another list keeps nothing struck', async () => {
    const here = await visit({});
    const { page } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CFDT' }).check();
    await next(page);
    await page.getByRole('checkbox', { name: 'Claire Aubanel' }).uncheck();
    await page.getByRole('button', { name: 'Changer de liste' }).click();
    await page.getByRole('radio', { name: 'CGT' }).check();
    await page.getByRole('radio', { name: 'CFDT' }).check();
    await next(page);
    expect(await page.getByRole('checkbox', { checked: false }).count()).toBe(0);
  });

  it('is offered when every name is struck, which is said to be a blank vote', async () => {
    const here = await visit({});
    const { page } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CGT' }).check();
    await next(page);
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    expect(await page.locator('.notice').innerText()).toContain('votre vote sera un vote blanc');
    await page.getByRole('button', { name: 'Continuer avec un vote blanc' }).click();
    expect(await page.getByRole('heading', { name: 'Vote blanc' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Modifier mon choix' }).click();
    await next(page);
    await page.getByRole('button', { name: 'Rétablir tous les noms' }).click();
    expect(await page.getByRole('checkbox', { checked: false }).count()).toBe(0);
  });

  it('after the vote is not possible: going back shows the receipt', async () => {
    const here = await visit({});
    const { page, fixture } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'Vote blanc' }).check();
    await next(page);
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
    await page.goBack();
    expect(await page.getByRole('heading', { name: 'Votre vote est enregistré' }).isVisible()).toBe(true);
  });
});

describe('when something goes wrong', () => {
  it('a wrong secret says how many tries are left and that nothing is recorded', async () => {
    const here = await visit({});
    const { page, fixture, appliance } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'CGT' }).check();
    await next(page);
    await next(page);
    const wrong = fixture.secret === '00000' ? '11111' : '00000';
    await page.getByLabel('Votre code secret').pressSequentially(wrong);
    await confirm(page);
    const message = page.getByText('n’est pas le bon');
    await message.waitFor();
    expect((await message.innerText()).replaceAll('\u00a0', ' ')).toContain(
      'il vous reste 4 essais. Rien n’a été enregistré.',
    );
    expect(appliance.urn).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });

  it('a choice not made is asked for, in words and by the focus', async () => {
    const here = await visit({});
    await openBooth(here);
    await next(here.page);
    expect(await here.page.getByRole('alert').innerText()).toContain('Choisissez une liste');
    expect(await here.page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');
  });

  it('answers lost for good are said to be of unknown fate; sending again gives the receipt', async () => {
    let isLost = true;
    const here = await visit({
      port: (appliance) => async (path, body) => {
        const answer = await appliance.answer(path, body);
        if (path === '/api/voter/cast' && isLost) throw new Error('lost');
        return answer;
      },
    });
    const { page, fixture, appliance } = here;
    await openBooth(here);
    await page.getByRole('radio', { name: 'Vote blanc' }).check();
    await next(page);
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    await page.getByRole('heading', { name: 'Nous ne savons pas encore' }).waitFor();
    isLost = false;
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
    expect(new Set(appliance.sent.map(({ ballot }) => ballot)).size).toBe(1);
  });

  it('a ballot page refused says why and leads out', async () => {
    const here = await visit({
      port: () => () => Promise.resolve({ status: 401, body: { refusal: { code: 'session/unknown' } } }),
    });
    await here.page.goto(`${here.origin}/isoloir#c2-titulaires`);
    await here.page.getByRole('heading', { name: 'Vous êtes déconnecté' }).waitFor();
    expect(await here.page.getByRole('link', { name: 'Me reconnecter' }).isVisible()).toBe(true);
    expect(await here.page.evaluate(() => sessionStorage.getItem('isoloir.identifier'))).toBeNull();
  });
});

describe('equal places', () => {
  const many = ['CFDT', 'CFE-CGC', 'CGT', 'Liste commune CFTC – UNSA', 'Force Ouvrière'].map(
    (name, place) => ({
      name,
      affiliation: place === 0 ? null : `Confédération ${name}`,
      candidates: Array.from({ length: 12 - place }, (_, i) => `Prénom Nom-de-Famille ${i + 1}`),
    }),
  );

  it.each([
    ['4 choices on a desktop', threeLists, desktop],
    ['6 choices on a desktop', many, desktop],
    ['4 choices on a phone', threeLists, phone],
    ['6 choices on a phone', many, phone],
    ['4 choices on a narrow phone', threeLists, narrow],
  ])('%s have the same width and height to the pixel', async (_, lists, viewport) => {
    const here = await visit({ viewport, fixture: ballotFixture(lists) });
    await openBooth(here);
    const boxes = await here.page.locator('.choice').evaluateAll((choices) =>
      choices.map((choice) => {
        const { width, height } = choice.getBoundingClientRect();
        return [Math.round(width * 10), Math.round(height * 10)].join('×');
      }),
    );
    expect(boxes).toHaveLength(lists.length + 1);
    expect(new Set(boxes).size).toBe(1);
    expect(await isWiderThanItsWindow(here.page)).toBe(false);
  });

  it.each([
    ['4 choices on a desktop', threeLists, desktop],
    ['6 long choices on a desktop', many, desktop],
    ['4 choices on a phone', threeLists, phone],
  ])('%s are all in view without scrolling, with the button', async (_, lists, viewport) => {
    const here = await visit({ viewport, fixture: ballotFixture(lists) });
    await openBooth(here);
    const bottom = await here.page
      .getByRole('button', { name: 'Continuer' })
      .evaluate((button) => button.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(viewport.height);
  });

  it('names are on every choice or on none, and the candidates are one gesture away for each list alike', async () => {
    const here = await visit({ fixture: ballotFixture(many) });
    await openBooth(here);
    expect(await here.page.locator('.choice ol:visible').count()).toBe(0);
    for (const { name, candidates } of many) {
      await here.page.getByRole('button', { name: `Candidats, ${name}` }).click();
      expect(await here.page.getByRole('dialog', { name }).locator('li').count()).toBe(candidates.length);
      await here.page.getByRole('button', { name: 'Fermer' }).click();
    }
    expect(await here.page.getByRole('radio', { checked: true }).count()).toBe(0);
  });
});

describe('accessibility', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
    ['narrow phone', narrow],
  ])('axe finds nothing at any step of the booth on a %s, and nothing is cut', async (_, viewport) => {
    const here = await visit({ viewport });
    const { page, fixture } = here;
    const check = async () => {
      expect(await violations(page)).toEqual([]);
      expect(await isWiderThanItsWindow(page)).toBe(false);
    };
    await openBooth(here);
    await check();
    await page.getByRole('radio', { name: 'CFDT' }).check();
    await next(page);
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    await check();
    await page.getByRole('button', { name: 'Rétablir' }).click();
    await next(page);
    await check();
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
    await check();
  });

  it.each([...voterPages.keys()])(
    'axe finds nothing on the page %s, at 320 pixels and on a desktop',
    async (path) => {
      const here = await visit({ viewport: narrow });
      const { page, origin, complaints } = here;
      await page.goto(origin + path);
      expect(await isWiderThanItsWindow(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize(desktop);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});

describe('the login page', () => {
  it('says beside each field what to correct, then signs in and remembers the identifier in this tab', async () => {
    const here = await visit({ signedIn: false });
    const { page, origin, fixture, appliance } = here;
    await page.goto(origin);
    await page.getByLabel('Votre identifiant').fill('ABCD');
    await page.getByLabel('Votre date de naissance').fill('hier');
    await page.getByRole('button', { name: 'Me connecter' }).click();
    expect(await page.locator('#identifier-message').innerText()).toContain('16 caractères');
    expect(await page.locator('#challenge-message').innerText()).toContain('07/11/1968');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('identifier');
    expect(await violations(page)).toEqual([]);
    expect(appliance.asked).toEqual([]);

    await page.getByLabel('Votre identifiant').fill(fixture.identifier.toLowerCase());
    await page.getByLabel('Votre date de naissance').fill('7/11/1968');
    await page.getByRole('button', { name: 'Me connecter' }).click();
    await page.waitForURL('**/accueil');
    expect(await page.evaluate(() => sessionStorage.getItem('isoloir.identifier'))).toBe(fixture.identifier);
  });

  it('says what the site answered, and forgets a former session', async () => {
    const here = await visit({ signedIn: true });
    const { page, origin } = here;
    await page.goto(origin);
    await page.waitForFunction(() => sessionStorage.getItem('isoloir.identifier') === null);
    const other = ballotFixture().identifier;
    await page.getByLabel('Votre identifiant').fill(other);
    await page.getByLabel('Votre date de naissance').fill('07/11/1968');
    await page.getByRole('button', { name: 'Me connecter' }).click();
    const message = page.locator('#challenge-message');
    await page.waitForFunction(() => document.querySelector('#challenge-message')?.textContent !== '');
    expect((await message.innerText()).replaceAll('\u00a0', ' ')).toBe(
      'Ces informations ne vont pas ensemble. Vérifiez-les ; il vous reste 4 essais.',
    );
  });
});

describe('time', () => {
  it('goes on in the bar, tells the grace plainly, and ends the page with it', async () => {
    const fixture = ballotFixture();
    const { closesMs } = fixture.page;
    const here = await visit({
      fixture: { ...fixture, page: { ...fixture.page, nowMs: closesMs - 30_000 } },
    });
    const { page } = here;
    await page.clock.install();
    await openBooth(here);
    expect(await page.locator('.bar').innerText()).toContain('moins d’une minute');
    await page.clock.runFor(90_000);
    expect((await page.locator('.banner:visible').innerText()).replaceAll('\u00a0', ' ')).toBe(
      'Le scrutin est clos, mais vous aviez ouvert cette page à temps : il vous reste 4 min pour confirmer.',
    );
    await page.clock.runFor(5 * 60_000);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('L’heure de clôture est passée');
  });

  it('ends a page left alone as long as a session lasts, after a warning, and forgets the choice', async () => {
    const here = await visit({});
    const { page } = here;
    await page.clock.install();
    await openBooth(here);
    await page.getByRole('radio', { name: 'CGT' }).check();
    await page.clock.runFor(13.5 * 60_000);
    expect(await page.locator('.banner:visible').innerText()).toContain('cette page se fermera');
    await page.clock.runFor(2 * 60_000);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Vous êtes déconnecté');
    expect(await page.getByRole('radio').count()).toBe(0);
  });
});
