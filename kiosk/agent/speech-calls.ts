/**
 * The calls of a kiosk's page about sound: whether it is heard in private, a text as a sound, what to make ahead. The
 * text comes from the terminal's own page, which shows it too.
 */
import { z } from 'zod';
import type { Hearing } from '../../core/kiosk/sound.ts';
import { longestSpoken } from '../../core/kiosk/pronunciation/pronunciation.ts';
import { languages } from '../../core/language.ts';
import type { Headphones } from './headphones.ts';
import { mostKept, type Speech } from './speech.ts';

export interface SpeechCalls {
  readonly hearing: () => Hearing;
  /** The sound of `{"text","language"}`; null when there is none. */
  readonly say: (body: unknown) => Promise<Buffer | null>;
  /** Begins to make those of `{"texts":[{"text","language"}]}`; false when it is not that. */
  readonly ahead: (body: unknown) => boolean;
}

const phrase = z.strictObject({
  text: z.string().min(1).max(longestSpoken),
  language: z.enum(languages),
});
const ahead = z.strictObject({ texts: z.array(phrase).max(mostKept) });

export function openSpeechCalls(speech: Speech, headphones: Headphones): SpeechCalls {
  return {
    hearing: () => {
      const plugged = headphones.plugged();
      if (speech.state().speaks !== true || plugged === 'unknown') return 'unavailable';
      return plugged === 'plugged' ? 'ready' : 'unplugged';
    },
    say: async (body) => {
      const read = phrase.safeParse(body);
      return read.success ? speech.say(read.data) : null;
    },
    ahead: (body) => {
      const read = ahead.safeParse(body);
      if (!read.success) return false;
      // A disk that is full, a program that is gone: what is not kept is made when it is asked for.
      speech.keep(read.data.texts).catch(() => undefined);
      return true;
    },
  };
}

/** A kiosk that cannot speak, and says so. */
export const silent: SpeechCalls = {
  hearing: () => 'unavailable',
  say: () => Promise.resolve(null),
  ahead: () => true,
};
