/**
 * The voice of a kiosk's page: plays sentences one after the other, each made by the terminal from the text that is shown;
 * a new list takes the place of the one being said. Sounds are kept in this page's memory for the passage; those that may
 * come next are fetched before, all alike, so that nothing tells which one was played.
 */
import { unsaid } from '../../core/kiosk/spoken-fr.ts';
import { gainOf } from '../../core/kiosk/sound.ts';
import type { Settings } from '../../core/kiosk/passage.ts';

export interface Voice {
  readonly say: (texts: readonly string[]) => void;
  /** Pauses, or goes on. */
  readonly hush: () => void;
  readonly tune: (settings: Pick<Settings, 'volumeDb' | 'rate'>) => void;
  /** What may be said next, fetched one by one, in the place of what was to be. */
  readonly expect: (texts: readonly string[]) => void;
  /** At once. */
  readonly stop: () => void;
  /** Stops, and keeps nothing of what was said. */
  readonly forget: () => void;
}

/** Makes the sound of a text; null when there is none. */
export type Speak = (text: string) => Promise<Blob | null>;

/** @param onFailure nothing can be said any more. */
export function openVoice(audio: HTMLAudioElement, speak: Speak, onFailure: () => void): Voice {
  const sounds = new Map<string, Promise<string | null>>();
  let saying = 0;
  let expecting = 0;

  function soundOf(text: string): Promise<string | null> {
    const known = sounds.get(text);
    if (known !== undefined) return known;
    const made = speak(text).then(
      (blob) => (blob === null ? null : URL.createObjectURL(blob)),
      () => null,
    );
    sounds.set(text, made);
    return made;
  }

  async function play(texts: readonly string[]): Promise<void> {
    const mine = ++saying;
    audio.pause();
    const isSaid = async (text: string): Promise<boolean> => {
      const sound = await soundOf(text);
      if (mine !== saying) return true;
      if (sound !== null && (await playOne(audio, text, sound))) return true;
      sounds.delete(text);
      return mine !== saying;
    };
    for (const text of texts) {
      if (mine !== saying) return;
      if ((await isSaid(text)) || (await isSaid(unsaid))) continue;
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
    say: (texts) => void play(texts),
    hush: () => {
      if (audio.paused) audio.play().catch(onFailure);
      else audio.pause();
    },
    tune: ({ volumeDb, rate }) => {
      audio.volume = gainOf(volumeDb);
      audio.defaultPlaybackRate = rate;
      audio.playbackRate = rate;
      audio.preservesPitch = true;
    },
    expect: (texts) => {
      const mine = ++expecting;
      void (async () => {
        for (const text of texts) {
          if (mine !== expecting) return;
          await soundOf(text);
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
      audio.removeAttribute('src');
    },
  };
}

/** Resolves at the end of the sound, true when it was played; never, when another takes its place. */
function playOne(audio: HTMLAudioElement, text: string, sound: string): Promise<boolean> {
  return new Promise((resolve) => {
    audio.onended = () => resolve(true);
    audio.onerror = () => resolve(false);
    audio.src = sound;
    audio.dataset['text'] = text;
    audio.play().catch((error: unknown) => {
      // Taken over by another sentence, or paused.
      if (!(error instanceof DOMException && error.name === 'AbortError')) resolve(false);
    });
  });
}
