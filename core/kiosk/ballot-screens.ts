/**
 * The screens of one ballot: choosing, striking, checking, and the secret. Every choice has the same look,
 * the same words and the same gesture; none is in focus or chosen at first (Domitia article 19, annex 3 §3).
 */
import { entryItems, secretEntry } from './entry.ts';
import type { Passage, PassageBallot } from './passage.ts';
import { item, type Item, type Screen } from './screen.ts';
import { wordsOf } from './words/catalogue.ts';
import type { Words } from './words/words.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;
type PassageList = PassageBallot['lists'][number];

const wordsFor = ({ settings }: Passage) => wordsOf(settings.language);

/** Which ballot it is. */
function titleOf({ ballot, settings }: Passage): Screen['context'] {
  return ballot === null ? null : wordsOf(settings.language).quote(ballot.title);
}

export function chooseScreen(passage: Passage): Drawn {
  const { ballot, selected, settings } = passage;
  const words = wordsFor(passage);
  const say = words.ballot;
  const lists = ballot?.lists ?? [];
  return {
    context: titleOf(passage),
    title: say.choose,
    lines: [say.chooseNote, ...(settings.company === 'helped' ? [say.alone] : [])],
    list: [
      ...lists.map((list) => choice(list, selected === list.index, words)),
      item('blank', say.blank, 'choice', {
        details: [say.noList],
        state: selected === 'blank' ? say.chosen : null,
        ticked: selected === 'blank' ? true : null,
      }),
    ],
    actions: [item('candidates', say.read, 'quiet'), item('back', words.page.back, 'quiet')],
  };
}

/** To read before choosing: every list alike, in the order of the ballot; nothing is chosen here. */
export function candidatesScreen(passage: Passage): Drawn {
  const words = wordsFor(passage);
  const say = words.ballot;
  return {
    context: titleOf(passage),
    title: say.everyone,
    lines: [say.nothingChosen],
    list: (passage.ballot?.lists ?? []).flatMap((list) => rowsOf(list, words)),
    actions: [item('back', say.backToChoice, 'main')],
  };
}

/** Few enough to be seen whole in the largest text, and said whole (`longestSpoken`). */
const namesAtOnce = 8;

function rowsOf({ index, name, facts, candidates }: PassageList, { quote, ballot }: Words): Item[] {
  const starts = candidates.flatMap((_, place) => (place % namesAtOnce === 0 ? [place] : []));
  return starts.map((start) =>
    item(`read:${index}:${start}`, start === 0 ? quote(name) : ballot.continued(name), 'row', {
      details: [
        ...(start === 0 ? facts.map(quote) : []),
        quote(candidates.slice(start, start + namesAtOnce).join(', ')),
      ],
    }),
  );
}

function choice(list: PassageList, isChosen: boolean, { quote, ballot }: Words): Item {
  return item(`list:${list.index}`, quote(list.name), 'choice', {
    details: [...list.facts.map(quote), ballot.candidates(list.candidates.length)],
    state: isChosen ? ballot.chosen : null,
    ticked: isChosen ? true : null,
  });
}

function chosenList({ ballot, selected }: Passage): PassageList | undefined {
  return ballot?.lists.find(({ index }) => index === selected);
}

/** Whether every name of the chosen list is struck: a blank vote then (Domitia article 19). */
function isFullyStruck({ ballot, selected, struck }: Passage): boolean {
  const list = ballot?.lists.find(({ index }) => index === selected);
  return list !== undefined && list.candidates.every((_, place) => struck.includes(place));
}

/** A name of the chosen list, kept or struck. */
function nameItem(
  id: string,
  look: 'name' | 'row',
  name: string,
  isStruck: boolean,
  { quote, ballot }: Words,
): Item {
  return item(id, quote(name), look, {
    ticked: !isStruck,
    state: isStruck ? ballot.struck : ballot.kept,
  });
}

export function strikeScreen(passage: Passage): Drawn {
  const { struck } = passage;
  const words = wordsFor(passage);
  const say = words.ballot;
  const list = chosenList(passage);
  const isBlank = isFullyStruck(passage);
  return {
    context: titleOf(passage),
    title: say.strike,
    lines: [isBlank ? say.allStruck : say.strikeNote(list?.name ?? '')],
    list: (list?.candidates ?? []).map((name, place) =>
      nameItem(`name:${place}`, 'name', name, struck.includes(place), words),
    ),
    actions: [
      item('continue', isBlank ? say.continueBlank : say.continue, 'main'),
      ...(isBlank ? [item('restore', say.restore, 'quiet')] : []),
      item('back', say.otherList, 'quiet'),
    ],
  };
}

export function reviewScreen(passage: Passage): Drawn {
  const { struck } = passage;
  const words = wordsFor(passage);
  const say = words.ballot;
  const list = chosenList(passage);
  const isBlank = list === undefined || isFullyStruck(passage);
  const line = !isBlank
    ? say.votesFor(list.name)
    : list === undefined
      ? say.votesBlank
      : say.votesBlankByStrikes(list.name);
  return {
    context: titleOf(passage),
    title: say.review,
    lines: [line, say.notYet],
    list: isBlank
      ? []
      : list.candidates.map((name, place) =>
          nameItem(`shown:${place}`, 'row', name, struck.includes(place), words),
        ),
    actions: [
      item('continue', say.isMine, 'main'),
      item('change', say.change, 'quiet'),
      item('back', words.page.back, 'quiet'),
    ],
  };
}

export function secretScreen(passage: Passage): Drawn {
  const { ballot, settings } = passage;
  const words = wordsFor(passage);
  const say = words.ballot;
  const shape = ballot?.secret ?? ({ alphabet: 'digits', length: 0 } as const);
  return {
    context: titleOf(passage),
    title: say.secret(shape.alphabet === 'digits' ? 'digit' : 'character', shape.length),
    lines: [say.secretNote, ...(settings.company === 'helped' ? [say.secretHelped] : [])],
    entry: secretEntry(passage.typed.length, shape, words),
    ...entryItems(passage, say.cast),
  };
}
