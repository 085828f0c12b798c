/**
 * French text of the steps that give seats, or say why no more can be given, and of the ties met on the way. Read
 * from the evidence of the step; spacing is set by step-text-fr.ts.
 */
import { assertNever } from '../result.ts';
import { decimal, decimals, whole } from './numbers-fr.ts';
import { columns, listNames, plural, theList, theLists, theSeat, type Text } from './phrases-fr.ts';
import type {
  ElectedStep,
  ListExhaustedStep,
  SeatByHighestAverageStep,
  SeatsByQuotientStep,
  Standing,
  Tie,
  TiedCandidate,
  VacantSeatsStep,
} from './types.ts';

export function seatsByQuotient(step: SeatsByQuotientStep): Text {
  const names = listNames(step.before);
  const given = step.lists.reduce((sum, { seats }) => sum + seats, 0);
  const ratios = decimals(step.lists.map(({ ratio }) => ratio ?? '0'));
  const capped = step.lists.filter(({ whole: due, seats }) => due > seats).map(({ list }) => names(list));
  const cap =
    capped.length === 0
      ? ''
      : ` Une liste ne reçoit pas plus de sièges qu’elle n’a de candidats : ${capped.join(', ')}.`;
  const left = step.left === 0 ? 'Il n’en reste pas.' : `Il en reste ${whole(step.left)}.`;
  return {
    title: 'Sièges attribués au quotient électoral',
    text: `Chaque liste obtient autant de sièges que son nombre de voix contient de fois le quotient électoral (${decimal(step.quotient)}).${cap}`,
    table: {
      columns: columns('Liste', '#Voix de la liste', `#÷ ${decimal(step.quotient)}`, '#Sièges'),
      rows: step.lists.map(({ list, ratio, seats }, index) => ({
        cells: [
          names(list),
          decimal(step.before[index]?.votes ?? '0'),
          ratio === null ? '–' : (ratios[index] ?? ''),
          whole(seats),
        ],
        ...(seats > 0 ? { won: true } : {}),
      })),
    },
    conclusion:
      given === 0
        ? `Aucun siège n’est attribué au quotient. ${left}`
        : `${plural(given, 'siège est attribué', 'sièges sont attribués')}. ${left}`,
  };
}

export function seatByHighestAverage(step: SeatByHighestAverageStep): Text {
  const names = listNames(step.before);
  const racing = step.averages.filter(({ average }) => average !== null);
  const shown = decimals(racing.map(({ average }) => average ?? '0'));
  const rows = step.before.map((one) => {
    const place = racing.findIndex(({ list }) => list === one.list);
    const divisor = one.seatsByQuotient + one.seatsByAverage + 1;
    const [calculation, average] =
      place < 0
        ? [one.candidatesLeft > 0 ? 'aucune voix' : 'plus de candidat', '–']
        : [`${decimal(one.votes)} ÷ ${divisor}`, shown[place] ?? ''];
    const cells = [names(one.list), calculation, average];
    return one.list === step.winner ? { cells, won: true } : { cells };
  });
  const rule =
    'On divise les voix de chaque liste par le nombre de sièges déjà obtenus plus un. Le siège revient à la moyenne la plus forte.';
  return {
    title: `${theSeat(step.seat)}, à la plus forte moyenne`,
    text: step.tie === null ? rule : `${rule} ${tieSentence(step.tie, names)}`,
    table: { columns: columns('Liste', '#Calcul', '#Moyenne'), rows },
    conclusion: `Le ${theSeat(step.seat)} revient à ${theList(names(step.winner))}.`,
  };
}

export function listExhausted(step: ListExhaustedStep): Text {
  const names = step.lists.map(listNames(step.before));
  const several = names.length > 1;
  return {
    title: several ? 'Listes épuisées' : 'Liste épuisée',
    text: 'Une liste qui n’a plus de candidat ne reçoit plus de siège. Les sièges suivants vont à la plus forte moyenne des autres listes, même inférieure au quotient.',
    table: { columns: columns('Liste épuisée'), rows: names.map((name) => ({ cells: [name] })) },
    conclusion: `${capital(theLists(names))} ${several ? 'n’ont' : 'n’a'} plus de candidat. ${
      step.others
        ? `Il reste ${plural(step.left, 'siège', 'sièges')} pour les autres listes.`
        : 'Aucune autre liste ne peut recevoir de siège.'
    }`,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function vacantSeats(step: VacantSeatsStep): Text {
  const seats = plural(step.vacant, 'siège n’est pas pourvu', 'sièges ne sont pas pourvus');
  return {
    title: 'Sièges non pourvus',
    text: 'Aucune liste ayant obtenu des voix n’a encore de candidat.',
    table: { columns: columns('#Sièges non pourvus'), rows: [{ cells: [whole(step.vacant)] }] },
    conclusion:
      step.round === 1
        ? `${seats}. Un second tour est nécessaire.`
        : `${seats}. Il n’y a pas de troisième tour.`,
  };
}

export function elected(step: ElectedStep): Text {
  const names = listNames(step.before);
  const rows = step.lists.flatMap((list) =>
    list.candidates.map((candidate) => {
      const strikes = whole(candidate.strikes);
      const cells = [
        names(list.list),
        candidate.name,
        candidate.strikes > 0 && !candidate.strikesCounted ? `${strikes} (moins de 10 %)` : strikes,
        whole(candidate.retainedVotes),
        electedCell(candidate),
      ];
      return candidate.elected ? { cells, won: true } : { cells };
    }),
  );
  const people = step.lists.flatMap((list) => list.candidates.filter((candidate) => candidate.elected));
  return {
    title: 'Attribution des sièges aux candidats',
    text: 'Les sièges d’une liste vont à ses candidats dans l’ordre des voix retenues, puis dans l’ordre de présentation. Les ratures inférieures à 10 % des bulletins de la liste ne sont pas prises en compte.',
    terms: [
      {
        term: 'Voix retenues',
        definition:
          'Voix du candidat ; si les ratures de son nom sont inférieures à 10 % des bulletins de sa liste, tous ces bulletins.',
      },
    ],
    table: { columns: columns('Liste', 'Candidat', '#Ratures', '#Voix retenues', 'Résultat'), rows },
    conclusion:
      people.length === 0
        ? 'Personne n’est élu.'
        : `${people.length === 1 ? (people[0]?.sex === 'F' ? 'Est élue' : 'Est élu') : 'Sont élus'} : ${people.map(({ name }) => name).join(', ')}.`,
  };
}

function electedCell(candidate: ElectedStep['lists'][number]['candidates'][number]): string {
  if (candidate.alreadyElected) return 'Titulaire';
  if (!candidate.elected) return '';
  return candidate.sex === 'F' ? 'Élue' : 'Élu';
}

/** How a tie was settled, in one or two sentences. */
function tieSentence(tie: Tie, names: (list: string) => string): string {
  const same = `${capital(theLists(tie.lists.map(names)))} ont la même moyenne`;
  switch (tie.settledBy) {
    case 'enough-seats':
      return tie.remaining.length === tie.lists.length
        ? `${same}, mais il reste assez de sièges pour que chacune en reçoive un : leur ordre est sans effet.`
        : `${same} ; il reste assez de sièges pour ${theLists(tie.remaining.map(names))}, qui passent avant : leur ordre est sans effet.`;
    case 'votes':
      return `${same} : le siège va à celle qui a le plus grand nombre de voix.`;
    case 'age':
      return `${same} et le même nombre de voix : le siège va au plus âgé des candidats susceptibles d’être élus. ${birthDates(tie.candidates, names)}`;
    case 'decision':
      return `${same}, le même nombre de voix, et leurs candidats sont nés le même jour. ${birthDates(tie.candidates, names)} Décision du bureau de vote : ${theList(names(tie.decision?.answer ?? ''))} (${tie.decision?.record ?? ''}).`;
    default:
      return assertNever(tie.settledBy);
  }
}

function birthDates(candidates: readonly TiedCandidate[], names: (list: string) => string): string {
  const each = candidates.map(({ name, list, born }) => `${name} (${names(list)}), le ${frenchDate(born)}`);
  return `Dates de naissance : ${each.join(' ; ')}.`;
}

/** `1980-05-01` → « 01/05/1980 ». */
function frenchDate(iso: string): string {
  return iso.split('-').reverse().join('/');
}

/** The question to people when no text settles a tie. */
export function questionText(
  seat: number,
  candidates: readonly TiedCandidate[],
  standings: readonly Standing[],
): string {
  const names = listNames(standings);
  const lists = theLists(candidates.map(({ list }) => names(list)));
  return `${capital(lists)} ont la même moyenne et le même nombre de voix, et leurs prochains candidats sont nés le même jour : la loi ne les départage pas. ${birthDates(candidates, names)} À quelle liste le bureau de vote attribue-t-il le ${theSeat(seat)} ?`;
}
