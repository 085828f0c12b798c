/**
 * The desk of a station: one scene at a time, what the room sees of it on the projector, what the operator sees beside,
 * and the question it asks. The ceremonies are written as plain sequences of questions; the pages only show the scene
 * that stands and bring the answer to it. By its types, nothing that is secret can be part of what the room sees.
 */

/** What both screens may show. */
export type RoomBlock =
  | { readonly kind: 'text'; readonly text: string; readonly look?: 'lead' | 'hint' }
  | { readonly kind: 'notice'; readonly text: string; readonly look: 'plain' | 'warn' | 'bad' }
  /** To read or compare aloud, in groups. */
  | { readonly kind: 'code'; readonly code: string }
  /** Rows of texts; the last column may be of codes or numbers, to be compared too. Some rows are to be seen first. */
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly last?: 'code' | 'number';
      readonly marked?: readonly number[];
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** The people one after the other, and where one is. */
  | {
      readonly kind: 'turns';
      readonly turns: readonly { readonly name: string; readonly state: 'done' | 'now' | 'next' }[];
    }
  | { readonly kind: 'progress'; readonly fraction: number; readonly text: string };

/** What the operator alone may show: a holder's sequence, to be copied by its holder; what is there for who wants to read it. */
export type DeskBlock =
  | RoomBlock
  | { readonly kind: 'secret'; readonly code: string }
  | { readonly kind: 'details'; readonly title: string; readonly items: readonly string[] };

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** `long` is a sentence or a few. A PIN is masked, never shown again and never kept. */
  readonly type: 'text' | 'long' | 'code' | 'pin' | 'choice';
  /** What is there before typing; never for a PIN. */
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly quiet?: boolean;
  /** Answers without reading the fields. */
  readonly skips?: boolean;
}

export interface Scene {
  readonly title: string;
  readonly room: readonly RoomBlock[];
  /** Shown to the operator after what the room sees; the questions come last. */
  readonly desk?: readonly DeskBlock[];
  readonly fields?: readonly Field[];
  readonly choices?: readonly Choice[];
  /** What to correct, on the operator's screen. */
  readonly problem?: string | null;
}

export interface Answer {
  readonly choice: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Shown {
  /** Grows with each scene, so that an answer to an earlier one is not taken for one to this. */
  readonly number: number;
  readonly scene: Scene;
}

export interface Desk {
  readonly shown: () => Shown;
  /** Shows, and asks nothing. */
  readonly show: (scene: Scene) => void;
  /** Shows and waits for an answer of the operator. */
  readonly ask: (scene: Scene) => Promise<Answer>;
  /** As `ask`, or until something happens elsewhere: then null. */
  readonly askUntil: (scene: Scene, elsewhere: Promise<unknown>) => Promise<Answer | null>;
  /** From the operator's page; false when the scene has changed meanwhile or asks nothing of the kind. */
  readonly answer: (number: number, answer: Answer) => boolean;
  readonly onChange: (listener: () => void) => () => void;
}

const first: Scene = { title: 'Poste de séance', room: [{ kind: 'text', text: 'Démarrage…' }] };

export function openDesk(): Desk {
  let shown: Shown = { number: 1, scene: first };
  let waiting: ((answer: Answer | null) => void) | null = null;
  const listeners = new Set<() => void>();
  const show = (scene: Scene) => {
    shown = { number: shown.number + 1, scene };
    waiting?.(null);
    waiting = null;
    for (const listener of listeners) listener();
  };
  const askUntil = (scene: Scene, elsewhere: Promise<unknown>) => {
    show(scene);
    const { number } = shown;
    return new Promise<Answer | null>((resolve) => {
      waiting = resolve;
      const leave = () => {
        if (shown.number !== number) return;
        waiting = null;
        resolve(null);
      };
      elsewhere.then(leave, leave);
    });
  };
  return {
    shown: () => shown,
    show,
    askUntil,
    ask: async (scene) => {
      const answer = await askUntil(scene, new Promise(() => undefined));
      if (answer === null) throw new Error('a question was replaced before it was answered');
      return answer;
    },
    answer: (number, answer) => {
      const { scene } = shown;
      const isAsked = (scene.choices ?? []).some(({ id }) => id === answer.choice);
      if (number !== shown.number || !isAsked || waiting === null) return false;
      const resolve = waiting;
      waiting = null;
      resolve(answer);
      return true;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
