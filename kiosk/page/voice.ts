/**
 * The voice of a kiosk's page: plays sentences one after the other, each made by the terminal from the text that is shown;
 * a new list takes the place of the one being said. Sounds are kept in this page's memory for the passage; those that may
 * come next are fetched before, all alike, so that nothing tells which one was played.
 */
import { gainOf } from '../../core/kiosk/sound.ts';
import type { Settings } from '../../core/kiosk/settings.ts';
import type { Phrase } from '../../core/kiosk/text.ts';
import { wordsOf } from '../../core/kiosk/words/catalogue.ts';
import type { Language } from '../../core/language.ts';

export interface Voice {
  readonly say: (phrases: readonly Phrase[]) => void;
  /** Pauses, or goes on. */
  readonly hush: () => void;
  readonly tune: (settings: Pick<Settings, 'volumeDb' | 'rate' | 'language'>) => void;
  /** What may be said next, fetched one by one, in the place of what was to be. */
  readonly expect: (phrases: readonly Phrase[]) => void;
  /** At once. */
  readonly stop: () => void;
  /** Stops, and keeps nothing of what was said. */
  readonly forget: () => void;
}

/** Makes the sound of a text, by the voice of its language; null when there is none. */
export type Speak = (phrase: Phrase) => Promise<Blob | null>;

/** @param onFailure nothing can be said any more. */
export function openVoice(audio: HTMLAudioElement, speak: Speak, onFailure: () => void): Voice {
  const sounds = new Map<string, Promise<string | null>>();
  let language: Language = 'fr';
  let saying = 0;
  let expecting = 0;

  function soundOf(phrase: Phrase): Promise<string | null> {
    const key = keyOf(phrase);
    const known = sounds.get(key);
    if (known !== undefined) return known;
    const made = speak(phrase).then(
      (blob) => (blob === null ? null : URL.createObjectURL(blob)),
      () => null,
    );
    sounds.set(key, made);
    return made;
  }

  async function play(phrases: readonly Phrase[]): Promise<void> {
    const mine = ++saying;
    audio.pause();
    const isSaid = async (phrase: Phrase): Promise<boolean> => {
      const sound = await soundOf(phrase);
      if (mine !== saying) return true;
      if (sound !== null && (await playOne(audio, phrase, sound))) return true;
      sounds.delete(keyOf(phrase));
      return mine !== saying;
    };
    for (const phrase of phrases) {
      if (mine !== saying) return;
      const { unsaid } = wordsOf(language).spoken;
      if ((await isSaid(phrase)) || (await isSaid({ text: unsaid, language }))) continue;
      onFailure();
      return;
    }
  }

  function stop(): void {
    saying += 1;
    expecting += 1;
    audio.pause();
  }

  return {
    say: (phrases) => void play(phrases),
    hush: () => {
      if (audio.paused) audio.play().catch(onFailure);
      else audio.pause();
    },
    tune: ({ volumeDb, rate, ...settings }) => {
      ({ language } = settings);
      audio.volume = gainOf(volumeDb);
      audio.defaultPlaybackRate = rate;
      audio.playbackRate = rate;
      audio.preservesPitch = true;
    },
    expect: (phrases) => {
      const mine = ++expecting;
      void (async () => {
        for (const phrase of phrases) {
          if (mine !== expecting) return;
          await soundOf(phrase);
        }
      })();
    },
    stop,
    forget: () => {
      stop();
      for (const sound of sounds.values()) {
        void sound.then((url) => (url === null ? undefined : URL.revokeObjectURL(url)));
      }
      sounds.clear();
      delete audio.dataset['text'];
      audio.removeAttribute('lang');
      audio.removeAttribute('src');
    },
  };
}

const keyOf = ({ text, language }: Phrase) => `${language} ${text}`;

/** Resolves at the end of the sound, true when it was played; never, when another takes its place. */
function playOne(audio: HTMLAudioElement, phrase: Phrase, sound: string): Promise<boolean> {
  return new Promise((resolve) => {
    audio.onended = () => resolve(true);
    audio.onerror = () => resolve(false);
    audio.src = sound;
    audio.dataset['text'] = phrase.text;
    audio.lang = phrase.language;
    audio.play().catch((error: unknown) => {
      // Taken over by another sentence, or paused.
      if (!(error instanceof DOMException && error.name === 'AbortError')) resolve(false);
    });
  });
}
