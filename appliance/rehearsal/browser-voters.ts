/**
 * The voters of a rehearsal in a real Chromium: each in a window of its own, by the labels that a person reads. Slower
 * than the booth's code over HTTPS, and the whole page with it. Needs playwright-core and Debian's chromium.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { contestLists } from '../../core/contest-question.ts';
import type { Dossier } from '../../core/dossier/types.ts';
import type { Choice } from '../booth/choice.ts';
import type { RehearsalVoting } from './rehearse.ts';
import { RehearsalFailure } from './site-session.ts';
import type { PlainVote, VoterPlan } from './votes.ts';

const executablePath = '/usr/bin/chromium';

/** Without these, Chromium looks for hosts outside; as root it needs the first. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function voteAllInBrowser(plans: readonly VoterPlan[], voting: RehearsalVoting): Promise<void> {
  if (!existsSync(executablePath))
    throw new RehearsalFailure('le navigateur manque : installez le paquet « chromium »');
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  try {
    for (const plan of plans) await voteOne(browser, plan, voting);
  } finally {
    await browser.close();
  }
}

async function voteOne(
  browser: Browser,
  { elector, votes }: VoterPlan,
  voting: RehearsalVoting,
): Promise<void> {
  const { dossier, codes, address, onVote } = voting;
  const [code, person] = [codes.get(elector), dossier.roll.find(({ id }) => id === elector)];
  if (code === undefined || person === undefined) throw new RehearsalFailure('un électeur n’a pas de codes');
  // The appliance's own authority is not in the browser's store; a real organisation installs it.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const page = await context.newPage();
    await signIn(page, address, { ...code, challenge: challengeOf(dossier, person) }, dossier);
    for (const vote of votes) {
      await castInPage(page, address, vote, { dossier, secret: code.secret });
      onVote();
    }
    await page.goto(`${address}/accueil`);
    await page.getByRole('button', { name: 'Me déconnecter' }).click();
  } finally {
    await context.close();
  }
}

function challengeOf({ access }: Dossier, { born, id }: Dossier['roll'][number]): string {
  const [year, month, day] = born.split('-');
  return access.challenge === 'birthDate' ? `${day}/${month}/${year}` : id;
}

/** From the welcome page to the voter's home. */
export async function signIn(
  page: Page,
  address: string,
  codes: { readonly identifier: string; readonly challenge: string; readonly secret: string },
  { access }: Pick<Dossier, 'access'>,
): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Votre identifiant').fill(groupedCode(codes.identifier));
  await page
    .getByLabel(access.challenge === 'birthDate' ? 'Votre date de naissance' : 'Votre matricule')
    .fill(codes.challenge);
  if (access.secretAtLogin) await page.getByLabel('Votre code secret').fill(codes.secret);
  await page.getByRole('button', { name: 'Me connecter' }).click();
  await page.waitForURL('**/accueil');
}

/** One vote, from the ballot page to the receipt. */
export async function castInPage(
  page: Page,
  address: string,
  { contest, choice }: Pick<PlainVote, 'contest' | 'choice'>,
  { dossier, secret }: { readonly dossier: Dossier; readonly secret: string },
): Promise<void> {
  await page.goto(`${address}/accueil`);
  await page.goto(`${address}/isoloir#${contest}`);
  await choose(page, dossier, contest, choice);
  await confirm(page, secret);
  await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
}

/** Chooses and strikes; ends on the page that asks to confirm. */
export async function choose(
  page: Page,
  dossier: Dossier,
  contest: PlainVote['contest'],
  choice: Choice,
): Promise<void> {
  const lists = contestLists(dossier, contest);
  const name = choice.kind === 'blank' ? 'Vote blanc' : (lists[choice.list]?.name ?? '');
  await page.getByRole('radio', { name, exact: true }).check();
  await page.getByRole('button', { name: 'Continuer' }).click();
  if (choice.kind === 'list' && dossier.ballot.strikes) {
    const candidates = lists[choice.list]?.candidates ?? [];
    for (const place of choice.struck) {
      const candidate = candidates[place];
      if (candidate !== undefined)
        await page.getByRole('checkbox', { name: `${candidate.firstName} ${candidate.lastName}` }).uncheck();
    }
    await page.getByRole('button', { name: /^Continuer/ }).click();
  }
  await page.getByRole('heading', { name: 'Vérifiez, puis confirmez' }).waitFor();
}

/** Types the secret on the pad, and confirms. */
export async function confirm(page: Page, secret: string): Promise<void> {
  for (const character of secret) await page.getByRole('button', { name: character, exact: true }).click();
  await page.getByRole('button', { name: 'Confirmer mon vote, définitivement' }).click();
}
