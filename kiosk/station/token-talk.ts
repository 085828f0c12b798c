/**
 * The dialogue around one key token: plug it in, type its PIN (or choose one), touch it. A PIN goes from the operator's
 * page to the token once: whatever the answer, another one is asked for, and none is kept. The room sees which step it is;
 * what the token refused is for the operator.
 */
import { err, ok, type Result } from '../../core/result.ts';
import type { PinState } from '../../core/tokens/client-pin.ts';
import { parseKeyToken } from '../../core/tokens/key-token-record.ts';
import { findKeyToken, pinStateOf, setPinOf, type TokenMeans } from '../../core/tokens/open-token.ts';
import { tokenRefusalText } from '../../core/tokens/refusal-text-fr.ts';
import type { TokenRefusal } from '../../core/tokens/refusals.ts';
import { unwrapSequence } from '../../core/tokens/token-sequence.ts';
import type { TokenDescriptor } from '../../core/tokens/transport.ts';
import type { Choice, RoomBlock, Scene } from './desk.ts';
import { ask, askUntil, type HolderTalk } from './talk.ts';

/** Whose token it is, what both screens say of the ceremony, and other ways to go on. */
export interface TokenTurn {
  readonly holder: string;
  /** « la clé », « la clé de secours ». */
  readonly token: string;
  /** Where it is kept, once it is. */
  readonly envelope?: string;
  readonly room: readonly RoomBlock[];
  /** Beside the token: the paper sequence, another holder… */
  readonly others: readonly Choice[];
  /** What went wrong before, on the operator's screen. */
  readonly problem?: string | null;
}

/** What the work with a token came to: its value, or the operator's other choice. */
export type Turned<Value> =
  { readonly kind: 'done'; readonly value: Value } | { readonly kind: 'other'; readonly choice: string };

/** A token, and the PIN that its holder has just typed: used for one piece of work. */
export interface Opened<Token> {
  readonly token: Token;
  readonly pin: string;
}

/**
 * From the plugging in to the end of one piece of work, as many times as it takes. `find` picks the token among those that
 * are plugged; `work` uses it once.
 */
export async function withTokenOf<Token extends TokenDescriptor, Value>(
  talk: HolderTalk,
  turn: TokenTurn,
  steps: {
    readonly find: (means: TokenMeans) => Promise<Result<Token, TokenRefusal>>;
    readonly work: (means: TokenMeans, opened: Opened<Token>) => Promise<Result<Value, TokenRefusal>>;
  },
): Promise<Turned<Value>> {
  const means = meansOf(talk, turn);
  let problem = turn.problem ?? null;
  for (;;) {
    const found = await plugged(talk, turn, means, steps.find, problem);
    if (found.kind === 'other') return found;
    const opened = await pinTyped(talk, turn, means, found.value, problem);
    if (opened === null) {
      problem = null;
      continue;
    }
    if (opened.kind === 'other') return opened;
    if (!opened.value.ok) {
      problem = tokenRefusalText(opened.value.error, turn.holder);
      continue;
    }
    talk.desk.show(working(turn));
    const value = await steps.work(means, opened.value.value);
    if (value.ok) return { kind: 'done', value: value.value };
    problem = tokenRefusalText(value.error, turn.holder);
  }
}

/**
 * The sequence that a holder's token gives back with its record, as the appliance sent it. One that is not a record opens
 * nothing: the operator is told, and goes on otherwise.
 */
export async function sequenceInToken(
  talk: HolderTalk,
  turn: TokenTurn,
  recordText: string,
): Promise<Turned<string>> {
  const parsed = parseKeyToken(recordText);
  if (!parsed.ok) return unreadable(talk, turn, parsed.error);
  const record = parsed.value;
  return withTokenOf(talk, turn, {
    find: (means) => findKeyToken(means, record),
    work: (means, { token, pin }) =>
      unwrapSequence(means, { token: token.id, pin, isConfirmed: token.isConfirmed }, record),
  });
}

async function unreadable(
  talk: HolderTalk,
  { holder, token, room, others }: TokenTurn,
  refusal: TokenRefusal,
): Promise<Turned<string>> {
  const { choice } = await ask(talk, {
    title: `${holder}, ${token} ne peut pas servir ici`,
    room,
    choices: others,
    problem: tokenRefusalText(refusal, holder),
  });
  return { kind: 'other', choice };
}

function meansOf({ desk, tokens, timer, random }: HolderTalk, turn: TokenTurn): TokenMeans {
  return { port: tokens, timer, random, patience: { onTouchNeeded: () => desk.show(touching(turn)) } };
}

/** Waits until the token is there. What a plugged one refuses is shown until it is pulled out or another one comes. */
async function plugged<Token>(
  talk: HolderTalk,
  turn: TokenTurn,
  means: TokenMeans,
  find: (means: TokenMeans) => Promise<Result<Token, TokenRefusal>>,
  before: string | null,
): Promise<Turned<Token>> {
  let problem = before;
  for (;;) {
    const change = nextChange(talk);
    const isThere = (await talk.tokens.list()).length > 0;
    if (isThere) {
      const found = await find(means);
      if (found.ok) {
        change.forget();
        return { kind: 'done', value: found.value };
      }
      problem = tokenRefusalText(found.error, turn.holder);
    }
    const scene = { ...plugging(turn, isThere), problem };
    const answer = await askUntil(talk, scene, change.happens);
    change.forget();
    if (answer !== null && answer.choice !== 'again') return { kind: 'other', choice: answer.choice };
    problem = null;
  }
}

/** Null when the token was pulled out meanwhile. */
async function pinTyped<Token extends TokenDescriptor>(
  talk: HolderTalk,
  turn: TokenTurn,
  means: TokenMeans,
  token: Token,
  problem: string | null,
): Promise<Turned<Result<Opened<Token>, TokenRefusal>> | null> {
  const state = await pinStateOf(means, token.id);
  if (!state.ok) return { kind: 'done', value: state };
  const change = nextChange(talk);
  const scene = { ...(state.value.isSet ? typing(turn, state.value) : choosing(turn, state.value)), problem };
  const answer = await askUntil(talk, scene, change.happens);
  change.forget();
  if (answer === null) return null;
  if (answer.choice !== 'pin') return { kind: 'other', choice: answer.choice };
  const { pin = '', again = '' } = answer.values;
  if (state.value.isSet) return { kind: 'done', value: ok({ token, pin }) };
  if (pin !== again) {
    return pinTyped(
      talk,
      turn,
      means,
      token,
      'Les deux codes PIN ne sont pas les mêmes. Saisissez-les de nouveau.',
    );
  }
  const set = await setPinOf(means, token.id, pin);
  return { kind: 'done', value: set.ok ? ok({ token, pin }) : err(set.error) };
}

/** The next time that a token is plugged in or pulled out. */
function nextChange({ tokens }: HolderTalk): {
  readonly happens: Promise<void>;
  readonly forget: () => void;
} {
  let forget: () => void = () => undefined;
  const happens = new Promise<void>((resolve) => {
    forget = tokens.onChange(() => resolve());
  });
  return { happens, forget };
}

/** Until no token is left plugged in, or the operator goes on all the same. */
export async function pulledOut(talk: HolderTalk, scene: Scene): Promise<void> {
  for (;;) {
    const change = nextChange(talk);
    const isThere = (await talk.tokens.list()).length > 0;
    const answer = isThere
      ? await askUntil(
          talk,
          { ...scene, choices: [{ id: 'on', label: 'Continuer', quiet: true }] },
          change.happens,
        )
      : null;
    change.forget();
    if (!isThere || answer !== null) return;
  }
}

function plugging({ holder, token, envelope = '', room, others }: TokenTurn, isThere: boolean): Scene {
  const kept = envelope === '' ? '' : ` Elle est dans l’enveloppe n°\u00a0${envelope}.`;
  return {
    title: `${holder}, branchez ${token}`,
    room: [...room, { kind: 'text', text: `Branchez ${token} sur le poste.${kept}`, look: 'lead' }],
    choices: [
      ...(isThere ? [{ id: 'again', label: 'Essayer de nouveau' }] : []),
      ...others.map((each) => ({ ...each, quiet: true, skips: true })),
    ],
  };
}

function typing({ holder, token, room, others }: TokenTurn, { triesLeft }: PinState): Scene {
  const left = triesLeft ?? 0;
  return {
    title: `${holder}, saisissez votre code PIN`,
    room: [...room, { kind: 'text', text: 'Le porteur saisit son code PIN sur le poste.', look: 'lead' }],
    desk: [
      {
        kind: 'text',
        text: `Personne d’autre ne regarde cet écran. Le code PIN va droit à ${token}, qui le vérifie elle-même : il reste ${left} ${left < 2 ? 'essai' : 'essais'}.`,
      },
    ],
    fields: [{ name: 'pin', label: 'Code PIN', type: 'pin' }],
    choices: [
      { id: 'pin', label: 'Continuer' },
      ...others.map((each) => ({ ...each, quiet: true, skips: true })),
    ],
  };
}

function choosing({ holder, token, room }: TokenTurn, { minimumLength }: PinState): Scene {
  return {
    title: `${holder}, choisissez un code PIN`,
    room: [...room, { kind: 'text', text: 'Le porteur choisit le code PIN de sa clé.', look: 'lead' }],
    desk: [
      {
        kind: 'text',
        text: `Cette clé n’en a pas encore. Choisissez au moins ${minimumLength} caractères, retenez-les et ne les dites à personne : huit erreurs bloquent ${token} pour toujours.`,
      },
    ],
    fields: [
      { name: 'pin', label: 'Nouveau code PIN', type: 'pin' },
      { name: 'again', label: 'Le même, une seconde fois', type: 'pin' },
    ],
    choices: [{ id: 'pin', label: 'Choisir ce code PIN' }],
  };
}

function working({ holder, token, room }: TokenTurn): Scene {
  return {
    title: `${holder}, laissez ${token} branchée`,
    room: [...room, { kind: 'text', text: 'Le poste travaille avec la clé.', look: 'lead' }],
  };
}

function touching({ holder, token, room }: TokenTurn): Scene {
  return {
    title: `${holder}, touchez ${token}`,
    room: [
      ...room,
      {
        kind: 'text',
        text: 'Elle clignote : posez le doigt dessus. Il faut parfois la toucher plusieurs fois.',
        look: 'lead',
      },
    ],
  };
}
