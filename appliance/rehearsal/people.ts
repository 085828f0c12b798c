/**
 * The people of a rehearsal who are not voters, over HTTPS and through the same pages and stations as anyone: the
 * manager makes the codes, each bureau confirms its parameters and generates its keys, one seals; after the closing
 * seal each bureau counts with its thresholds of sequences, decides ties, validates.
 */
import { randomBytes } from 'node:crypto';
import type { Bureau, Dossier } from '../../core/dossier/types.ts';
import type { DecisionQuestion } from '../../core/seats/types.ts';
import type { CarrierSlot, StationHolder } from '../../core/station/api.ts';
import { countWith, readCount } from '../../core/station/count.ts';
import { generateKeys, readKeys, type HeldSequence } from '../../core/station/generate-keys.ts';
import { samePlace } from '../../core/station/groups.ts';
import { leftToProve, provePossession } from '../../core/station/possession.ts';
import type { ReadableAccount } from '../use-cases/install.ts';
import { holdCeremony, openCeremony } from './ceremonies.ts';
import { change } from './change.ts';
import type { TokenHolders } from './token-holders.ts';
import { RehearsalFailure, type Site, type SiteSession } from './site-session.ts';
import { rehearsedDecision } from './votes.ts';

export interface People {
  readonly site: Site;
  readonly dossier: Dossier;
  readonly accounts: readonly ReadableAccount[];
  /** The key tokens of holders whose dossier asks for them. */
  readonly tokens: TokenHolders;
}

/** Sequences of each bureau's holders, in order. */
export type Sequences = ReadonlyMap<Bureau['id'], readonly HeldSequence[]>;

const random = (count: number) => new Uint8Array(randomBytes(count));

/** Codes, control of the parameters, keys: everything before the seal. */
export async function prepareElection(people: People): Promise<Sequences> {
  await issueCodes(people);
  const sequences = new Map<Bureau['id'], readonly HeldSequence[]>();
  for (const bureau of people.dossier.bureaus) sequences.set(bureau.id, await prepareBureau(people, bureau));
  return sequences;
}

export async function issueCodes(people: People): Promise<void> {
  const manager = people.dossier.roles.find(({ role }) => role === 'management');
  if (manager === undefined) {
    throw new RehearsalFailure('le dossier n’a pas de gestionnaire : personne ne peut créer les codes');
  }
  await change(await signIn(people, manager.account), '/gestion/codes', [], 'créer les codes');
}

/** One bureau holds what comes before the seal, and generates its keys; answers the sequences of its holders. */
export async function prepareBureau(people: People, bureau: Bureau): Promise<readonly HeldSequence[]> {
  const session = await presidentOf(people, bureau);
  await holdCeremony(session, bureau, 'control');
  await holdCeremony(session, bureau, 'functionTest');
  if (bureau.composition === 'lot') await holdCeremony(session, bureau, 'drawing');
  let sequences: readonly HeldSequence[] = [];
  await holdCeremony(session, bureau, 'keys', {
    keysMade: async () => {
      const made = await generateKeys(session.port, { random, onSequence: people.tokens.carry });
      if (!made.ok) throw new RehearsalFailure(`les clés n’ont pas été générées (${made.error.code})`);
      sequences = made.value.sequences;
    },
    keysProved: () => provePossessions(people, session, sequences),
  });
  return sequences;
}

/** Each holder opens the key token or types the sequence once more, with each carrier that is tried. */
async function provePossessions(
  people: People,
  { port }: SiteSession,
  sequences: readonly HeldSequence[],
): Promise<void> {
  const keys = await readKeys(port);
  if (!keys.ok) throw new RehearsalFailure(`les clés ne se lisent pas (${keys.error.code})`);
  for (const { holder, slot } of leftToProve(keys.value)) {
    const held = sequences.find((each) => samePlace(each, holder));
    if (held === undefined) throw new RehearsalFailure(`${holder.name} n’a pas de clé`);
    const opened = await broughtOut(people, keys.value.groups, held, slot);
    const proved = await provePossession(port, keys.value, { ...opened, slot, random });
    if (!proved.ok) throw new RehearsalFailure(`une clé n’a pas été vérifiée (${proved.error.code})`);
  }
}

/** What a holder brings out: the key token, opened with its PIN, or the sheet. */
async function broughtOut(
  { tokens }: People,
  groups: readonly { readonly holders: readonly StationHolder[] }[],
  held: HeldSequence,
  slot: CarrierSlot = 'main',
): Promise<HeldSequence> {
  const holder = groups.flatMap(({ holders }) => holders).find((each) => samePlace(each, held));
  const record = holder?.carriers.find((each) => each.slot === slot)?.record ?? null;
  return record === null ? held : { ...held, sequence: await tokens.open(record) };
}

/** Every bureau opens the sealing, the first one seals, and each reads the code and signs. */
export async function sealElection(people: People): Promise<void> {
  const { bureaus } = people.dossier;
  for (const bureau of bureaus) await openCeremony(await presidentOf(people, bureau), bureau, 'sealing');
  for (const bureau of bureaus) {
    const session = await presidentOf(people, bureau);
    await holdCeremony(session, bureau, 'sealing', { sealed: () => acceptAndSeal(session) });
  }
}

/** Accepts each derogation shown and seals. */
async function acceptAndSeal(session: SiteSession): Promise<void> {
  const page = await session.get('/bureau/sceller');
  const boxes = page.bytes.toString('utf8').match(/<input[^>]*type="checkbox"[^>]*>/g) ?? [];
  const ticked = boxes.map((box) => [attribute(box, 'name'), attribute(box, 'value')] as const);
  await change(session, '/bureau/sceller', ticked, 'sceller');
}

function attribute(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

/** What a bureau does after the closing seal: control of the seal, count with its keys, ties, proclamation. */
export async function concludeBureau(
  people: People,
  bureau: Bureau,
  input: {
    readonly sequences: Sequences;
    readonly closingCode: string;
    /** Decides the ties of the contests just counted. */
    readonly decide: (session: SiteSession) => Promise<void>;
  },
): Promise<void> {
  const session = await presidentOf(people, bureau);
  await holdCeremony(session, bureau, 'closing');
  await holdCeremony(session, bureau, 'count', {
    counted: async () => {
      await countBureau(people, session, bureau, input);
      await input.decide(session);
    },
  });
  await holdCeremony(session, bureau, 'proclamation');
}

/** The printed code, then as many sequences as the thresholds ask. */
async function countBureau(
  people: People,
  session: SiteSession,
  bureau: Bureau,
  input: { readonly sequences: Sequences; readonly closingCode: string },
): Promise<void> {
  const own = input.sequences.get(bureau.id) ?? [];
  const count = await readCount(session.port);
  if (!count.ok) throw new RehearsalFailure(`${bureau.name} n’a pas pu dépouiller (${count.error.code})`);
  const sequences: HeldSequence[] = [];
  const holders = count.value.groups.flatMap((group) => group.holders);
  const isUsable = (held: HeldSequence) =>
    holders.some((each) => samePlace(each, held) && each.use === 'free');
  for (const { id, threshold } of bureau.groups) {
    for (const held of own.filter((each) => each.group === id && isUsable(each)).slice(0, threshold))
      sequences.push(await broughtOut(people, count.value.groups, held));
  }
  const counted = await countWith(session.port, {
    closingCode: input.closingCode,
    nowMs: Date.now(),
    sequences,
    random,
  });
  if (!counted.ok) throw new RehearsalFailure(`${bureau.name} n’a pas pu dépouiller (${counted.error.code})`);
  if (!counted.value.opened) throw new RehearsalFailure(`${bureau.name} : les urnes ne se sont pas ouvertes`);
}

export async function answerQuestion(
  session: SiteSession,
  contest: string,
  question: DecisionQuestion,
): Promise<void> {
  const { answer, record, question: hash } = rehearsedDecision(question);
  const fields = [
    ['question', hash],
    ['answer', answer],
    ['record', record],
  ] as const;
  await change(session, `/bureau/resultats/${contest}`, fields, 'départager une égalité');
}

export async function presidentOf(people: People, bureau: Bureau): Promise<SiteSession> {
  const president = bureau.members.find((member) => member.function === 'president') ?? bureau.members[0];
  if (president === undefined) throw new RehearsalFailure(`${bureau.name} n’a pas de membre`);
  return signIn(people, president.account);
}

export async function signIn({ site, accounts }: People, account: string): Promise<SiteSession> {
  const known = accounts.find((each) => each.account === account);
  const session = site.visit();
  const fields = [
    ['account', account],
    ['password', known?.password ?? ''],
  ] as const;
  await change(session, '/roles', fields, `connecter « ${account} »`);
  return session;
}
