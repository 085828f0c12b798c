/**
 * Writes roll.csv and lists.csv of the demonstration dossiers: people are invented, numbers are those of the
 * agreements (Domitia article 7, GEPOR articles 2 and 3). A fixed seed: the same files every time, which a test
 * compares with the committed ones. `dossier.yaml` is written by hand. Run: node provisioning/dossiers/generate.ts [FOLDER]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domitia, gepor, publicService, type Plan } from './plans.ts';
import { lastNames, menFirstNames, residences, streets, womenFirstNames } from './names.ts';

interface Person {
  readonly id: string;
  readonly college: string;
  readonly sex: 'F' | 'M';
  readonly firstName: string;
  readonly lastName: string;
  readonly born: string;
  readonly entered: string;
  readonly eligible: boolean;
  readonly staff: 'public' | 'prive' | '';
  readonly address: string;
  readonly postalCode: string;
  readonly town: string;
  readonly email: string;
  readonly mobile: string;
}

/** Draws whole numbers below a bound, from a seed: mulberry32, good enough to invent people. */
type Draw = (below: number) => number;

function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function shuffled<Item>(items: readonly Item[], draw: Draw): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(draw(rest.length), 1)[0] as Item);
}

function pick<Item>(items: readonly Item[], draw: Draw): Item {
  return items[draw(items.length)] as Item;
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

function day(year: number, draw: Draw): string {
  return `${year}-${twoDigits(1 + draw(12))}-${twoDigits(1 + draw(28))}`;
}

function peopleOf(plan: Plan, draw: Draw): Person[] {
  const taken = new Set<string>();
  const people: Person[] = [];
  const total = plan.colleges.reduce((sum, { women, men }) => sum + women + men, 0);
  const ids = shuffled(
    Array.from({ length: total }, (_, index) => `${plan.prefix}${plan.firstNumber + index * 3}`),
    draw,
  );
  for (const college of plan.colleges) {
    const sexes = shuffled(
      [...Array<'F'>(college.women).fill('F'), ...Array<'M'>(college.men).fill('M')],
      draw,
    );
    const staff = shuffled(
      sexes.map((_, index) => (college.public === null ? '' : index < college.public ? 'public' : 'prive')),
      draw,
    );
    for (const [index, sex] of sexes.entries()) {
      const id = ids[people.length] ?? '';
      people.push(personOf(plan, { id, college: college.id, sex, staff: staff[index] ?? '' }, taken, draw));
    }
  }
  return people;
}

/** A name that nobody has, its family name borne by two at most; `email` is what stands before the @. */
function nameOf(sex: Person['sex'], taken: Set<string>, draw: Draw) {
  for (;;) {
    const firstName = pick(sex === 'F' ? womenFirstNames : menFirstNames, draw);
    const lastName = pick(lastNames, draw);
    const email = `${plain(firstName)}.${plain(lastName)}`;
    const namesakes = [...taken].filter((other) => other.endsWith(`.${plain(lastName)}`)).length;
    if (taken.has(email) || namesakes >= 2) continue;
    taken.add(email);
    return { firstName, lastName, email };
  }
}

function personOf(
  plan: Plan,
  known: Pick<Person, 'id' | 'college' | 'sex' | 'staff'>,
  taken: Set<string>,
  draw: Draw,
): Person {
  const { firstName, lastName, email } = nameOf(known.sex, taken, draw);
  const bornYear = 1963 + draw(39);
  const street = `${1 + draw(90)} ${pick(streets, draw)}`;
  const [postalCode, town] = pick(plan.towns, draw);
  const number = 10 * taken.size + draw(10);
  return {
    ...known,
    firstName,
    lastName,
    born: day(bornYear, draw),
    entered: day(Math.max(bornYear + 20, 1990) + draw(2023 - Math.max(bornYear + 20, 1990)), draw),
    eligible: true,
    address: draw(9) === 0 ? `${pick(residences, draw)}\n${street}` : street,
    postalCode,
    town,
    email: draw(10) < plan.withEmail ? `${email}@${plan.domain}` : '',
    mobile:
      draw(10) < 7 ? `06 39 98 ${twoDigits(Math.floor(number / 100) % 100)} ${twoDigits(number % 100)}` : '',
  };
}

/** For an address of e-mail: letters without accents, words joined by hyphens. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('Ł', 'L')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-');
}

/** Domitia article 12: the two oldest and the youngest of a college are its bureau, if no candidates. */
function bureauOf(people: readonly { readonly born: string }[]) {
  const byAge = [...people].sort((a, b) => (a.born < b.born ? -1 : 1));
  return [byAge[0], byAge[1], byAge.at(-1)];
}

function candidatesOf(plan: Plan, people: readonly Person[]) {
  const waiting = new Map<string, Person[]>();
  for (const { id } of plan.colleges) {
    const members = people.filter(({ college }) => college === id);
    const bureau = bureauOf(members);
    for (const sex of ['F', 'M'] as const) {
      const free = members.filter((one) => one.sex === sex && one.eligible && !bureau.includes(one));
      waiting.set(`${id} ${sex}`, free);
    }
  }
  const stood = new Map<string, Person>();
  return plan.lists.map((list) => ({
    ...list,
    people: list.candidates.map((wanted) => {
      const again = stood.get(wanted);
      const next = again ?? waiting.get(`${list.contest.slice(0, 2)} ${wanted.slice(0, 1)}`)?.shift();
      if (!next) throw new Error(`nobody left to stand for ${list.contest} ${list.code}`);
      if (wanted.length > 1) stood.set(wanted, next);
      return next;
    }),
  }));
}

function csv(plan: Plan, rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    /["\n]/.test(text) || text.includes(plan.separator) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => `${row.map(cell).join(plan.separator)}\n`).join('');
}

function rollRows(plan: Plan, people: readonly Person[]): string[][] {
  const date = (iso: string) => (plan.frenchDates ? iso.split('-').reverse().join('/') : iso);
  const byName = [...people].sort((a, b) =>
    a.college === b.college
      ? a.lastName.localeCompare(b.lastName, 'fr') || a.firstName.localeCompare(b.firstName, 'fr')
      : a.college < b.college
        ? -1
        : 1,
  );
  const header =
    'matricule,college,civilite,prenom,nom,sexe,naissance,entree,eligible,statut,adresse,code_postal,ville,courriel,mobile';
  return [
    header.split(','),
    ...byName.map((one) => [
      one.id,
      one.college,
      one.sex === 'F' ? 'Mme' : 'M.',
      one.firstName,
      one.lastName,
      one.sex === 'F' ? 'F' : 'H',
      date(one.born),
      date(one.entered),
      one.eligible ? 'oui' : 'non',
      one.staff,
      one.address,
      one.postalCode,
      one.town,
      one.email,
      one.mobile,
    ]),
  ];
}

function listRows(plan: Plan, people: readonly Person[]): string[][] {
  const header = 'scrutin,liste,nom_liste,affiliation,repartition,rang,matricule,prenom,nom';
  return [
    header.split(','),
    ...candidatesOf(plan, people).flatMap((list) =>
      list.people.map((one, index) => [
        list.contest,
        list.code,
        list.name,
        list.affiliation,
        list.split,
        String(index + 1),
        one.id,
        one.firstName,
        one.lastName,
      ]),
    ),
  ];
}

/**
 * Electors who cannot stand: in the second college a man who is not of an age to sit in the bureau (the Directeur Général
 * of Domitia, article 4), and the last of each college (too close to the employer).
 */
function withIneligible(plan: Plan, people: readonly Person[]): Person[] {
  const last = plan.colleges.map(({ id }) => people.filter(({ college }) => college === id).at(-1));
  const second = people.filter(({ college }) => college === 'c2');
  const director = second.find((one) => one.sex === 'M' && !bureauOf(second).includes(one));
  return people.map((one) => ({ ...one, eligible: one !== director && !last.includes(one) }));
}

function write(folder: string, plan: Plan): void {
  const draw = drawFrom(plan.seed);
  const people = withIneligible(plan, peopleOf(plan, draw));
  mkdirSync(join(folder, plan.folder), { recursive: true });
  writeFileSync(join(folder, plan.folder, 'roll.csv'), csv(plan, rollRows(plan, people)));
  writeFileSync(join(folder, plan.folder, 'lists.csv'), csv(plan, listRows(plan, people)));
}

const folder = process.argv[2] ?? import.meta.dirname;
for (const plan of [domitia, gepor, publicService]) write(folder, plan);
