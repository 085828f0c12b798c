/**
 * Whether a headphone is plugged in, as ALSA says it of the jack, and the loudspeakers kept silent: what a voter hears is
 * for that voter alone (EN 301 549, 5.1.3). Where ALSA does not say, IT says on starting the kiosk that its only output
 * is a headphone; else there is no sound.
 */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';

export type Plugged = 'plugged' | 'unplugged' | 'unknown';

/** Of the controls of a card, as `amixer contents` writes them. */
export function pluggedOf(contents: string): Plugged {
  const jacks = controlsOf(contents).filter(
    ({ face, name }) => face === 'CARD' && /headphone.*jack/i.test(name),
  );
  if (jacks.length === 0) return 'unknown';
  return jacks.some(({ values }) => values === 'on') ? 'plugged' : 'unplugged';
}

/** The switches of loudspeakers, and the one that turns them on when the headphone leaves; each with what silences it. */
export function loudspeakersOf(contents: string): readonly { readonly id: string; readonly value: string }[] {
  return controlsOf(contents).flatMap(({ id, face, name }) => {
    if (face !== 'MIXER') return [];
    if (/speaker.*playback switch/i.test(name)) return [{ id, value: 'off' }];
    return /^auto-mute mode$/i.test(name) ? [{ id, value: '0' }] : [];
  });
}

interface Control {
  readonly id: string;
  readonly face: string;
  readonly name: string;
  readonly values: string;
}

function controlsOf(contents: string): readonly Control[] {
  return contents.split(/^(?=numid=)/m).flatMap((block) => {
    const [, id = '', face = '', name = ''] = /^numid=(\d+),iface=(\w+),name='([^'\n]*)'/.exec(block) ?? [];
    const [, values = ''] = /^\s*: values=(.*)$/m.exec(block) ?? [];
    return id === '' ? [] : [{ id, face, name, values }];
  });
}

const amixer = '/usr/bin/amixer';
const answerMs = 2_000;

function ask(args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(amixer, args, { timeout: answerMs, env: { LANG: 'C' } }, (error, out) =>
      resolve(error === null ? out : null),
    );
  });
}

function cards(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => /^card(\d+)$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** Of all the cards of this machine; silences their loudspeakers on the way. */
async function lookAtCards(): Promise<Plugged> {
  const found: Plugged[] = [];
  for (const card of cards('/proc/asound')) {
    const contents = await ask(['-c', card, 'contents']);
    if (contents === null) continue;
    found.push(pluggedOf(contents));
    for (const { id, value } of loudspeakersOf(contents))
      await ask(['-c', card, 'cset', `numid=${id}`, value]);
  }
  if (found.includes('plugged')) return 'plugged';
  return found.includes('unplugged') ? 'unplugged' : 'unknown';
}

export interface Headphones {
  readonly plugged: () => Plugged;
  readonly stop: () => void;
}

const lookEveryMs = 1_000;

/** @param isAssumed IT says that the only output is a headphone: asked of ALSA no more. */
export function watchHeadphones(isAssumed: boolean): Headphones {
  let plugged: Plugged = isAssumed ? 'plugged' : 'unknown';
  let timer: NodeJS.Timeout | null = null;
  let isStopped = isAssumed;
  const look = async () => {
    plugged = await lookAtCards();
    if (!isStopped) timer = setTimeout(() => void look(), lookEveryMs);
  };
  if (!isAssumed) void look();
  return {
    plugged: () => plugged,
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
