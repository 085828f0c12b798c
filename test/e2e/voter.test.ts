import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boothHashes } from '../support/fake-appliance.ts';
import { buildBooth, confirm, next, openBooth, useBrowser, visit } from '../support/booth-visit.ts';
import { violations } from '../support/accessibility.ts';
import { ballotFixture, threeLists } from '../support/voter-fixtures.ts';

useBrowser();

describe('the booth file', () => {
  it('asks for nothing outside and has the hash that is sealed', () => {
    const file = readFileSync(new URL('../../dist/booth/isoloir.html', import.meta.url));
    expect(createHash('sha256').update(file).digest('hex')).toBe(boothHashes().sha256);
    expect(file.toString().match(/(?:src|href)="(?!#|data:)[^"]*"|url\((?!data:)/g)).toBeNull();
  });

  it('is made of the same bytes every time', () => {
    const before = boothHashes().sha256;
    buildBooth();
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
