/**
 * A whole passage on this machine's page of a kiosk, by its keyboard alone: at each screen its picture, and the keys that
 * lead to the next one, by the names of QEMU's, for a voter of an emulated machine to do the same. It is a vote: of someone
 * else, whose receipt has another tracker. Its printer fails once, then prints.
 */
import type { Page } from 'playwright-core';
import type { KioskBench } from './kiosk-bench.ts';
import { keysOf } from './machine-hands.ts';

/** The screens of a passage that prints its receipt, in order. */
export const modelScreens = [
  ...(['welcome', 'identity', 'contests', 'choose', 'strike', 'review', 'secret'] as const),
  ...(['receipt', 'not-printed', 'printed'] as const),
];

export type ModelScreen = (typeof modelScreens)[number];

export interface ModelStep {
  readonly drawn: Buffer;
  /** What leads to the next screen; what a person types is that person's. */
  readonly keys: (person: Person) => readonly string[];
}

export interface Person {
  readonly letter: string;
  /** As typed: DDMMYYYY. */
  readonly date: string;
  readonly secret: string;
}

export async function modelPassage(
  { page, kiosk, drawnNow }: KioskBench,
  someone: Person,
): Promise<Record<ModelScreen, ModelStep>> {
  await page.goto(kiosk.address);
  const at = async (name: string, words: string | null = null) => {
    await page.locator(`#screen[data-at="${name}"]`).waitFor();
    if (words !== null) await page.locator('#screen', { hasText: words }).waitFor();
  };
  const step = async (keys: () => Promise<ModelStep['keys']>): Promise<ModelStep> => {
    const drawn = await drawnNow();
    return { drawn, keys: await keys() };
  };
  const typed = (of: keyof Person) => async () => {
    await page.keyboard.type(someone[of], { delay: 45 });
    await page.keyboard.press('Enter');
    return (person: Person) => [...keysOf(person[of].toLowerCase()), 'ret'];
  };
  const chosen = (words: string) => async () => {
    const keys = await choose(page, words);
    return () => keys;
  };
  const reach = async (name: string, keys: () => Promise<ModelStep['keys']>, words: string | null = null) => {
    await at(name, words);
    return step(keys);
  };
  return {
    welcome: await reach('welcome', typed('letter')),
    identity: await reach('identity', typed('date')),
    contests: await reach('contests', chosen('1er collège')),
    choose: await reach('choose', chosen('Liste d’essai')),
    strike: await reach('strike', chosen('Continuer')),
    review: await reach('review', chosen('C’est bien mon vote')),
    secret: await reach('secret', typed('secret')),
    receipt: await reach('receipt', chosen('Imprimer')),
    'not-printed': await reach('receipt', chosen('Imprimer'), 'n’a pas pu'),
    printed: await reach('receipt', chosen('J’ai terminé'), 'Elle est imprimée'),
  };
}

/** Down until what is said begins so, then enter. */
async function choose(page: Page, words: string): Promise<string[]> {
  const keys: string[] = [];
  while (!(await page.locator('#spoken').innerText()).startsWith(words)) {
    if (keys.length > 20) throw new Error(`nothing here says « ${words} »`);
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(60);
    keys.push('down');
  }
  await page.keyboard.press('Enter');
  return [...keys, 'ret'];
}
