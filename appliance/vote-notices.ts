/**
 * What everyone is told while a vote is suspended or once it is extended: one notice for all the contests of which the
 * same is true, naming them when it is not true of all. Only what is in force is told.
 */
import type { Dossier } from '../core/dossier/types.ts';
import { typeset } from '../core/french/text.ts';
import type { Context } from './use-cases/context.ts';
import { contestStates, type ContestState } from './use-cases/vote-calendar.ts';
import { contestWords } from './role-words.ts';
import { extensionText, nothingLost, suspensionText } from './vote-decision-words.ts';

/** Plain sentences, correctly typeset. */
export function voteNotices(context: Pick<Context, 'election' | 'data'>, dossier: Dossier): string[] {
  if (context.election.roundState() !== 'sealed') return [];
  const states = contestStates(context, dossier);
  return [
    ...told(dossier, states, (state) => suspended(context, state)),
    ...told(dossier, states, (state) => extended(dossier, state)),
  ];
}

function suspended({ data }: Pick<Context, 'data'>, { phase, suspensions }: ContestState): string | null {
  const [first] = suspensions;
  if (phase !== 'suspended' || first === undefined) return null;
  return `${suspensionText({ ...first, sinceMs: first.decision.atMs }, data.now())} ${nothingLost}`;
}

function extended({ calendar: sealed }: Dossier, { calendar, phase }: ContestState): string | null {
  if (phase === 'closed' || calendar.closesMs <= sealed.closesMs) return null;
  return extensionText(calendar.closesMs, sealed.closesMs);
}

function told(
  dossier: Dossier,
  states: readonly ContestState[],
  textOf: (state: ContestState) => string | null,
): string[] {
  const texts = states.map((state) => ({ state, text: textOf(state) }));
  const distinct = [...new Set(texts.flatMap(({ text }) => (text === null ? [] : [text])))];
  return distinct.map((text) => {
    const own = texts.filter((each) => each.text === text);
    const names = own.map(({ state }) => contestWords(dossier, state.contest)).join(' ; ');
    return typeset(own.length === states.length ? text : `${names}. ${text}`);
  });
}
