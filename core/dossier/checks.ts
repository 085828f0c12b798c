/**
 * What can only be seen with the whole dossier in hand: bureaus against the roll, small urns, seats against the
 * headcount, one letter for both codes, parity. All but the references to the roll are warnings: people decide.
 */
import { ageDiffers, namesByAge } from './composition.ts';
import { seatsForHeadcount } from './headcount.ts';
import type { Messages } from './fields.ts';
import type { Lists } from './lists.ts';
import { error, warning, wholeFile, type Place } from './messages.ts';
import { listCode } from './perimeter.ts';
import { countSexes, parityAllowed, parityOf, parityTerms, sexesInWords, type Parity } from './parity.ts';
import type { Roll } from './roll.ts';
import type { Settings } from './settings.ts';
import { fold } from './table.ts';
import type { BureauMember, CandidateList, Contest, Dossier, Elector, Urn } from './types.ts';

/** The electors who vote in an urn: those of the contest's college, of the urn's staff status when it has one. */
export function electorsOfUrn(
  dossier: Pick<Dossier, 'roll'>,
  contest: Contest,
  urn: Urn,
): readonly Elector[] {
  return dossier.roll.filter(
    ({ college, staff }) => college === contest.college && (urn.staff === null || staff === urn.staff),
  );
}

/** The parity of a list against its college; null when the rule does not apply (free list of a second round too). */
export function parityOfList(
  dossier: Pick<Dossier, 'round' | 'contests' | 'roll'>,
  list: CandidateList,
): Parity | null {
  if (dossier.round === 2 && list.affiliation === null) return null;
  const college = dossier.contests.find(({ id }) => id === list.contest)?.college;
  return parityOf(list.candidates, countSexes(dossier.roll.filter((elector) => elector.college === college)));
}

export function checkBureaus(settings: Settings, roll: Roll, lists: Lists, messages: Messages): void {
  const { bureaus, contests } = settings.dossier;
  const electors = new Map(roll.electors.map((elector) => [elector.id.toLowerCase(), elector]));
  const candidates = new Set(lists.lists.flatMap((list) => list.candidates.map(({ elector }) => elector)));
  for (const { id, members } of bureaus) {
    const place = settings.places.bureaus.get(id);
    if (place && contests.length > 0 && !contests.some(({ bureau }) => bureau === id)) {
      messages.push(error(place, 'bureau/unused', { bureau: id }));
    }
    for (const member of members) {
      const where = settings.places.members.get(member.account);
      if (!where || member.elector === null) continue;
      const elector = electors.get(member.elector.toLowerCase());
      if (elector) checkMember(where, member, elector, candidates.has(elector.id), messages);
      else if (roll.written.size > 0 && !roll.written.has(member.elector.toLowerCase())) {
        messages.push(error(where, 'bureau/not-in-roll', { value: member.elector }));
      }
    }
  }
}

/** Every list that bounds what an observer follows stands somewhere. */
export function checkPerimeters(settings: Settings, lists: Lists, messages: Messages): void {
  for (const { text, place } of settings.places.perimeterLists) {
    const stands = lists.lists.some((list) => listCode(list) === text);
    if (!stands && lists.lists.length > 0) messages.push(error(place, 'role/unknown-list', { value: text }));
  }
}

function checkMember(
  place: Place,
  member: BureauMember,
  elector: Elector,
  isCandidate: boolean,
  messages: Messages,
): void {
  const here = `${member.firstName} ${member.lastName}`;
  const there = `${elector.firstName} ${elector.lastName}`;
  if (fold(here) !== fold(there)) {
    messages.push(error(place, 'bureau/name-differs', { here, roll: there }));
  }
  if (isCandidate) messages.push(warning(place, 'bureau/candidate', { name: there }));
}

/** For a dossier without errors. */
export function warningsOf(
  dossier: Dossier,
  places: Settings['places'],
  lists: Lists,
  file: string,
): Messages {
  const messages: Messages = [];
  if (dossier.access.secret.channel === 'sameLetter') {
    messages.push(warning(places.channel, 'secrecy/same-letter', {}));
  }
  for (const bureau of dossier.bureaus) {
    const called = bureau.composition === 'age' ? ageDiffers(dossier, bureau) : null;
    const facts = { bureau: bureau.id, names: called === null ? '' : namesByAge(called) };
    if (called !== null)
      messages.push(warning(places.bureaus.get(bureau.id) ?? wholeFile(file), 'bureau/age', facts));
  }
  if (dossier.round === 1) checkSeats(dossier, places.headcount, messages);
  for (const contest of dossier.contests) {
    const place = places.contests.get(contest.id) ?? wholeFile(file);
    if (!dossier.lists.some((list) => list.contest === contest.id)) {
      messages.push(warning(place, 'contest/no-list', { contest: contest.id }));
    }
    for (const urn of contest.urns) checkUrn(dossier, contest, urn, place, messages);
  }
  for (const list of dossier.lists) {
    const place = { ...wholeFile(file), line: lists.lines.get(list.id) ?? null };
    const parity = parityOfList(dossier, list);
    if (parity) checkParity(list, parity, place, messages);
  }
  return messages;
}

function checkSeats(dossier: Dossier, place: Place, messages: Messages): void {
  const sum = (seat: Contest['seat']) =>
    dossier.contests.filter((contest) => contest.seat === seat).reduce((all, { seats }) => all + seats, 0);
  const { headcount } = dossier.organisation;
  const [titulaires, suppleants] = [sum('titulaire'), sum('suppleant')];
  const expected = seatsForHeadcount(headcount);
  if (expected !== null && expected !== titulaires) {
    messages.push(warning(place, 'seats/headcount', { seats: titulaires, headcount, expected }));
  }
  if (titulaires !== suppleants) {
    messages.push(warning(place, 'seats/unequal', { titulaires, suppleants }));
  }
}

function checkUrn(dossier: Dossier, contest: Contest, urn: Urn, place: Place, messages: Messages): void {
  const electors = electorsOfUrn(dossier, contest, urn).length;
  const minimum = dossier.secrecy.minimumUrn;
  if (electors === 0) messages.push(warning(place, 'secrecy/empty-urn', { urn: urn.id }));
  else if (electors < minimum) {
    messages.push(warning(place, 'secrecy/small-urn', { urn: urn.id, electors, minimum }));
  }
}

function checkParity(list: CandidateList, parity: Parity, place: Place, messages: Messages): void {
  const terms = parityTerms(parity);
  for (const finding of parity.findings) {
    switch (finding) {
      case 'count':
        messages.push(
          warning(place, 'parity/count', {
            list: list.id,
            presented: sexesInWords(parity.presented),
            candidates: parity.candidates,
            terms,
            allowed: parityAllowed(parity),
          }),
        );
        break;
      case 'first':
        messages.push(warning(place, 'parity/first', { list: list.id, terms }));
        break;
      case 'alternation': {
        const order = list.candidates.map(({ sex }) => (sex === 'F' ? 'F' : 'H')).join(', ');
        messages.push(warning(place, 'parity/alternation', { list: list.id, order }));
        break;
      }
    }
  }
}
