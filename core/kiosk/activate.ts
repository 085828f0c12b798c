/** What an item does, by its id, on the screen of a passage; and what a typed character does. */
import { crockfordAlphabet } from '../bytes/crockford.ts';
import { identifierLength, parseIdentifier } from '../access/codes.ts';
import { openContests } from './contests.ts';
import { dateDigits, longestMatricule } from './entry.ts';
import {
  goTo,
  isServing,
  restarted,
  stay,
  wiped,
  type Choice,
  type Effect,
  type Passage,
  type Step,
} from './passage.ts';
import { languageChosen, languagePrefix, setting } from './change-settings.ts';
import { soundAsked } from './sound.ts';
import { canRetry } from './time-left.ts';

const digits = '0123456789';
/** What the entry of this screen takes; null where nothing is typed. */
export function entryRules({
  at,
  site,
  ballot,
}: Passage): { readonly alphabet: string; readonly length: number } | null {
  if (at === 'letter') return { alphabet: crockfordAlphabet, length: identifierLength };
  if (at === 'identity') {
    return site?.challenge === 'matricule'
      ? { alphabet: `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`, length: longestMatricule }
      : { alphabet: digits, length: dateDigits };
  }
  const shape = at === 'secret' ? ballot?.secret : at === 'login-secret' ? site?.secret : undefined;
  if (shape === undefined) return null;
  return { alphabet: shape.alphabet === 'digits' ? digits : crockfordAlphabet, length: shape.length };
}

/** Appends a character where one types; on the welcome, begins to type the identifier. */
export function typeCharacter(passage: Passage, character: string): Passage {
  if (passage.settingsOpen) return passage;
  if (passage.at === 'welcome') {
    return isServing(passage) ? typeCharacter(goTo(passage, 'letter'), character) : passage;
  }
  const rules = entryRules(passage);
  if (rules === null || passage.typed.length >= rules.length) return passage;
  const upper = character.toUpperCase();
  // The usual confusions of Crockford's alphabet.
  const canonical = rules.alphabet.includes(upper)
    ? upper
    : upper === 'O'
      ? '0'
      : /^[IL]$/.test(upper)
        ? '1'
        : '';
  if (canonical === '' || !rules.alphabet.includes(canonical)) return passage;
  return { ...passage, typed: passage.typed + canonical, focus: null };
}

export function activate(passage: Passage, id: string, nowMs: number): Step {
  if (id.startsWith('key:')) {
    const { focus } = passage;
    return stay({ ...typeCharacter(passage, id.slice('key:'.length)), focus });
  }
  if (id.startsWith(languagePrefix)) return stay(languageChosen(passage, id));
  if (passage.settingsOpen) return id === 'bureau' ? bureauAsked(passage) : stay(setting(passage, id));
  if (id === 'settings') return stay({ ...passage, settingsOpen: true, focus: null });
  if (id === 'erase') return stay({ ...passage, typed: passage.typed.slice(0, -1) });
  if (id === 'spell') return spelled(passage);
  if (id === 'print') return printed(passage);
  switch (passage.at) {
    case 'welcome':
      return stay(fromWelcome(passage, id));
    case 'letter':
    case 'identity':
    case 'login-secret':
      return signingIn(passage, id);
    case 'contests':
    case 'leaving':
    case 'stopped':
    case 'receipt':
    case 'not-recorded':
    case 'unknown-fate':
    case 'receipt-refused':
      return betweenVotes(passage, id, nowMs);
    case 'choose':
    case 'candidates':
    case 'strike':
    case 'review':
      return stay(voting(passage, id));
    case 'secret':
      return confirming(passage, id);
    case 'wiped':
      return restarted(passage);
    case 'bureau':
      return id === 'back' ? restarted(passage) : stay(passage);
    case 'board':
      return id === 'leave-bureau' ? { passage, effects: [{ kind: 'leave-bureau' }] } : stay(passage);
    case 'signing-in':
    case 'opening':
    case 'recording':
      return stay(passage);
  }
}

/** Aloud, character by character, because the voter asked; a secret never is (entry.ts). */
function spelled(passage: Passage): Step {
  const { at, tracker, typed } = passage;
  if (at === 'letter' || at === 'identity') {
    return { passage, effects: [{ kind: 'spell', code: typed, caseCounts: false }] };
  }
  if (tracker === null) return stay(passage);
  return { passage, effects: [{ kind: 'spell', code: tracker, caseCounts: true }] };
}

/** From the welcome alone: nobody's passage has begun. */
function bureauAsked(passage: Passage): Step {
  if (passage.at !== 'welcome') return stay(passage);
  return { passage: goTo(passage, 'bureau', { bureauCode: null }), effects: [{ kind: 'ask-bureau' }] };
}

/** Once: what is printed is the voter's to take, and paper is not the next voter's to find. */
function printed(passage: Passage): Step {
  const { at, tracker, printer } = passage;
  if (at !== 'receipt' || tracker === null || (printer !== 'ready' && printer !== 'failed'))
    return stay(passage);
  return {
    passage: { ...passage, printer: 'printing', focus: null },
    effects: [{ kind: 'print', tracker, language: passage.settings.language }],
  };
}

// ── Welcome and identity ─────────────────────────────────────────────────────────────────────────────────

function fromWelcome(passage: Passage, id: string): Passage {
  if (!isServing(passage)) return passage;
  switch (id) {
    case 'type':
      return goTo(passage, 'letter');
    case 'listen':
      return listening(passage);
    default:
      return passage;
  }
}

function listening(passage: Passage): Passage {
  const asked = soundAsked(passage);
  return asked.settings.sound ? goTo(asked, 'letter') : asked;
}

function signingIn(passage: Passage, id: string): Step {
  const { at, typed, site, identifier, challenge } = passage;
  if (id === 'back') {
    if (at === 'letter') return restarted(passage);
    if (at === 'login-secret') return stay(goTo(passage, 'identity'));
    return stay(goTo(passage, 'letter', { identifier: null, challenge: '' }));
  }
  if (id !== 'confirm') return stay(passage);
  if (at === 'letter') {
    const parsed = parseIdentifier(typed);
    return stay(
      parsed.ok
        ? goTo(passage, 'identity', { identifier: parsed.value })
        : { ...passage, problem: parsed.error },
    );
  }
  const rules = entryRules(passage);
  const isComplete =
    site?.challenge === 'matricule' && at === 'identity' ? typed !== '' : typed.length === rules?.length;
  if (!isComplete || identifier === null) {
    return stay({
      ...passage,
      problem: { code: at === 'identity' ? 'identity/incomplete' : 'secret/incomplete' },
    });
  }
  if (at === 'identity' && site?.secretAtLogin === true) {
    return stay(goTo(passage, 'login-secret', { challenge: typed }));
  }
  const asked: Effect =
    at === 'identity'
      ? { kind: 'sign-in', identifier, challenge: typed, secret: null }
      : { kind: 'sign-in', identifier, challenge, secret: typed };
  return { passage: goTo(passage, 'signing-in', { challenge: asked.challenge }), effects: [asked] };
}

// ── Between votes ────────────────────────────────────────────────────────────────────────────────────────

function betweenVotes(passage: Passage, id: string, nowMs: number): Step {
  const { at } = passage;
  if (id.startsWith('contest:')) {
    const contest = id.slice('contest:'.length);
    if (!openContests(passage).includes(contest)) return stay(passage);
    return {
      passage: goTo(passage, 'opening', { contest, ballot: null, selected: null, struck: [], tracker: null }),
      effects: [{ kind: 'open', contest }],
    };
  }
  switch (id) {
    case 'back':
      if (at === 'contests') return stay(goTo(passage, 'leaving'));
      // What became of a vote is left by a choice, not by a key pressed once too often.
      if (at === 'receipt' || at === 'unknown-fate' || at === 'receipt-refused') return stay(passage);
      if (passage.voter !== null) return stay(goTo(passage, 'contests'));
      return stay(canRetry(passage) ? goTo(passage, 'letter', { identifier: null }) : passage);
    case 'contests':
      return stay(goTo(passage, 'contests', { ballot: null, tracker: null, selected: null, struck: [] }));
    case 'finish':
      return wiped(passage, 'finished', nowMs);
    case 'leave':
      return at === 'contests' ? stay(goTo(passage, 'leaving')) : wiped(passage, 'left', nowMs);
    case 'again':
      if (at === 'unknown-fate') {
        const sent = goTo(passage, 'recording', { progress: 'retrying' });
        return { passage: sent, effects: [{ kind: 'send-again' }] };
      }
      return stay(at === 'not-recorded' && canRetry(passage) ? goTo(passage, 'secret') : passage);
    default:
      return stay(passage);
  }
}

// ── Voting ───────────────────────────────────────────────────────────────────────────────────────────────

function voting(passage: Passage, id: string): Passage {
  const { at, ballot, selected, struck } = passage;
  const strikes = ballot?.strikes === true && selected !== 'blank';
  if (id === 'back') {
    if (at === 'choose') return goTo(passage, 'contests', { ballot: null, selected: null, struck: [] });
    return goTo(passage, at === 'review' && strikes ? 'strike' : 'choose');
  }
  if (id === 'candidates') return at === 'choose' ? goTo(passage, 'candidates') : passage;
  if (id === 'change') return goTo(passage, 'choose');
  if (at === 'choose') return chosen(passage, id);
  if (id === 'continue') return goTo(passage, at === 'strike' ? 'review' : 'secret');
  if (at === 'strike' && id === 'restore') return { ...passage, struck: [], focus: null };
  if (at === 'strike' && id.startsWith('name:')) {
    const place = Number(id.slice('name:'.length));
    const others = struck.filter((each) => each !== place);
    return {
      ...passage,
      struck: others.length < struck.length ? others : [...others, place].sort((a, b) => a - b),
    };
  }
  return passage;
}

function chosen(passage: Passage, id: string): Passage {
  const { ballot, selected, struck } = passage;
  if (id === 'blank') return goTo(passage, 'review', { selected: 'blank', struck: [] });
  const index = id.startsWith('list:') ? Number(id.slice('list:'.length)) : -1;
  if (ballot?.lists.some((list) => list.index === index) !== true) return passage;
  const kept = index === selected ? struck : [];
  return goTo(passage, ballot.strikes ? 'strike' : 'review', { selected: index, struck: kept });
}

function confirming(passage: Passage, id: string): Step {
  const { typed, ballot, identifier } = passage;
  if (id === 'back') return stay(goTo(passage, 'review'));
  if (id !== 'confirm' || ballot === null || identifier === null) return stay(passage);
  if (typed.length !== ballot.secret.length) {
    return stay({ ...passage, problem: { code: 'secret/incomplete' } });
  }
  const { contest } = ballot;
  return {
    passage: goTo(passage, 'recording', { progress: 'preparing' }),
    effects: [{ kind: 'cast', contest, identifier, secret: typed, choice: choiceOf(passage) }],
  };
}

function choiceOf({ selected, struck }: Pick<Passage, 'selected' | 'struck'>): Choice {
  return typeof selected === 'number' ? { kind: 'list', list: selected, struck } : { kind: 'blank' };
}
