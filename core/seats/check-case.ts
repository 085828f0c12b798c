/**
 * Rules between the fields of a case: names used once, and numbers that a count can give. A case that breaks one is
 * refused, except where the numbers of a paper count may only look odd: then it is warned about.
 */
import { totalVotes } from './list-votes.ts';
import { at, problem, type Reading } from './read-fields.ts';
import type { SeatCase, UrnCount } from './types.ts';
import { validVotes } from './urns.ts';

export function checkCase(input: SeatCase, reading: Reading): void {
  checkIds(input, reading);
  for (const [index, list] of input.lists.entries()) {
    if (input.urns.length === 0) checkStrikes(list, `lists[${index}]`, reading);
    warnFullyStruck(input, index, reading);
  }
  for (const [index, urn] of input.urns.entries()) checkUrn(urn, `urns[${index}]`, reading);
  const ballots = validVotes(input.lists) + input.blank;
  if (ballots > input.registered) {
    const rule = `il y a plus de bulletins (${ballots}, blancs compris) que d’électeurs inscrits (${input.registered})`;
    problem(reading, 'registered', rule);
  }
}

function checkIds(input: SeatCase, reading: Reading): void {
  const candidates = input.lists.flatMap((list, index) =>
    list.candidates.map(({ id }, place) => ({ id, path: `lists[${index}].candidates[${place}].id` })),
  );
  once(
    input.lists.map(({ id }, index) => ({ id, path: `lists[${index}].id` })),
    reading,
  );
  once(candidates, reading);
  once(
    input.urns.map(({ id }, index) => ({ id, path: `urns[${index}].id` })),
    reading,
  );
  for (const [index, excluded] of input.excluded.entries()) {
    if (!candidates.some(({ id }) => id === excluded)) {
      problem(reading, `excluded[${index}]`, `aucun candidat n’a l’identifiant « ${excluded} »`);
    }
  }
}

function once(named: readonly { readonly id: string; readonly path: string }[], reading: Reading): void {
  for (const [index, { id, path }] of named.entries()) {
    if (named.slice(0, index).some((earlier) => earlier.id === id)) {
      problem(reading, path, `identifiant « ${id} » déjà utilisé`);
    }
  }
}

function checkUrn(urn: UrnCount, path: string, reading: Reading): void {
  for (const [index, list] of urn.lists.entries()) checkStrikes(list, `${path}.lists[${index}]`, reading);
}

function checkStrikes(list: UrnCount['lists'][number], path: string, reading: Reading): void {
  for (const [index, { strikes }] of list.candidates.entries()) {
    if (strikes > list.ballots) {
      const rule = `plus de ratures (${strikes}) que de bulletins de la liste (${list.ballots})`;
      problem(reading, at(path, `candidates[${index}].strikes`), rule);
    }
  }
}

/** A ballot with every name struck is blank: each valid ballot leaves at least one vote to a candidate. */
function warnFullyStruck(input: SeatCase, index: number, reading: Reading): void {
  const list = input.lists[index];
  if (list === undefined || totalVotes(list) >= list.ballots) return;
  const rule =
    'il y a plus de ratures que n’en permettent des bulletins valables : un bulletin dont tous les noms sont rayés est blanc et se compte dans « blank »';
  reading.warnings.push({ path: `lists[${index}]`, rule });
}
