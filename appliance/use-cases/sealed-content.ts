/**
 * What the seal covers, gathered (protocol.md, Seal): as the dossier and the plan say it before sealing, and as each
 * process holds it now. Both give the same texts, hence the same code, unless something was changed underneath. What
 * changes during the vote is not here (check-content.ts).
 */
import { publicCredentialsText } from '../../core/belenios/credential.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { assignments } from '../../core/contest-question.ts';
import type { Bureau, Dossier, UrnId } from '../../core/dossier/types.ts';
import type { Element } from '../../core/group/group.ts';
import { canonicalHash, type Canonical } from '../../core/sealing/canonical.ts';
import type { SealContent } from '../../core/sealing/comparison.ts';
import {
  assignmentName,
  dossierItems,
  itemisedHash,
  itemsOf,
  soleItem,
  type Itemised,
  type Items,
} from '../../core/sealing/itemised.ts';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { manifestHash, softwarePart, type Manifest, type SealedUrn } from '../../core/sealing/seal.ts';
import { parseTrustees } from '../../core/belenios/trustee.ts';
import { assertOk } from '../../core/result.ts';
import { groupKeyOf } from '../../core/station/recover-appliance-key.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { LoadedDossier } from '../storage/election/dossier.ts';
import type { UrnSetup } from '../storage/election/seal.ts';
import { withFunctions, type Context } from './context.ts';
import { accountsOf } from './install.ts';

/** Manifest and items together: the data part of the seal. */
type Data = Pick<SealContent, 'manifest' | 'items'>;

/** What is to be sealed, as the dossier and the plan say it. */
export async function plannedContent(
  context: Context,
  dossier: Dossier,
  setups: readonly UrnSetup[],
): Promise<SealContent> {
  const { opensMs, closesMs, graceMs } = dossier.calendar;
  const urns = setups.map((setup) => ({
    urn: setup.urn,
    election: sha256Hex(setup.election),
    trustees: sha256Hex(setup.trustees),
    credentials: sha256Hex(publicCredentialsText(setup.credentials as readonly Element[])),
    opensMs,
    closesMs,
    graceMs,
  }));
  const assignment = assignments(dossier);
  const schedule = scheduleOf(dossier, setups);
  const access = accessRulesOf(dossier);
  return withSoftware(
    context,
    await dataOf(context, {
      loaded: { ...requireLoaded(context.election.dossier()), dossier },
      setups,
      urns,
      accounts: accountsOf(dossier),
      closing: canonicalHash(closingOf(dossier, setups)),
      roll: {
        roll: canonicalHash(dossier.roll as unknown as Canonical),
        assignment: canonicalHash(assignment),
        schedule: canonicalHash(schedule),
        access: canonicalHash(access),
        items: {
          elector: itemsOf(dossier.roll, ({ id }) => id),
          assignment: itemsOf(assignment, ({ elector, contest }) => assignmentName(elector, contest)),
          'contest-calendar': itemsOf(schedule, ({ contest }) => contest),
          'access-rules': soleItem(access),
        },
      },
    }),
  );
}

/** What the appliance runs and holds now. */
export async function contentNow(context: Context): Promise<SealContent> {
  return withSoftware(context, await dataHeld(context, context.election.setups()));
}

/** The manifest as each process holds it now. @param setups those of the plan, until they are recorded. */
export async function manifestHeld(context: Context, setups: readonly UrnSetup[]): Promise<Manifest> {
  return (await dataHeld(context, setups)).manifest;
}

async function dataHeld(context: Context, setups: readonly UrnSetup[]): Promise<Data> {
  const [roll, { urns }, { closing }] = await Promise.all([
    context.roll.measure({}),
    context.urn.measure({}),
    context.clock.measure({}),
  ]);
  return dataOf(context, {
    loaded: storedDossier(context),
    setups,
    urns,
    accounts: context.election.accounts(),
    closing: closing ?? '',
    roll,
  });
}

/** What was sealed, with the record that names its things. */
export function contentSealed({ election }: Pick<Context, 'election'>): SealContent & { code: string } {
  const sealed = election.sealed();
  if (sealed === null) throw new Error('a sealed round has a seal');
  return { ...sealed, ...election.sealedItems() };
}

interface Held {
  readonly loaded: LoadedDossier;
  readonly setups: readonly UrnSetup[];
  readonly urns: readonly (SealedUrn & { readonly urn: UrnId })[];
  readonly accounts: readonly Account[];
  readonly closing: string;
  readonly roll: Awaited<ReturnType<Context['roll']['measure']>>;
}

async function dataOf(context: Context, held: Held): Promise<Data> {
  const { loaded, urns, roll, closing } = held;
  const [{ publicKey: receiptKey }, { publicKey: clockKey }] = await Promise.all([
    context.urn.receiptKey({}),
    context.clock.sealKey({}),
  ]);
  const accounts = held.accounts.map(sealedAccount).sort(byAccount);
  const { mode } = context.data;
  const keys = { booth: context.booth.hash, receiptKey, clockKey };
  const items: Itemised = {
    ...roll.items,
    ...dossierItems(loaded.dossier),
    ...urnItems(urns),
    'urn-copy': itemsOf(held.setups, ({ urn }) => urn),
    account: itemsOf(accounts, ({ account }) => account),
    'key-carrier': carrierItems(context, loaded.dossier),
    'dossier-file': loaded.files,
    mode: soleItem(mode),
    printer: soleItem(loaded.printer),
    booth: { '': keys.booth },
    'receipt-key': { '': receiptKey },
    'clock-key': { '': clockKey },
    'closing-schedule': { '': closing },
  };
  const manifest: Manifest = {
    format: 2,
    mode,
    dossier: canonicalHash(loaded.dossier as unknown as Canonical),
    roll: roll.roll,
    items: itemisedHash(items),
    files: loaded.files,
    urns: Object.fromEntries(urns.map(({ urn, ...measured }) => [urn, measured])),
    assignment: roll.assignment,
    schedule: roll.schedule,
    access: roll.access,
    closing,
    accounts: canonicalHash(accounts),
    printer: loaded.printer,
    ...keys,
  };
  return { manifest, items };
}

async function withSoftware(context: Context, data: Data): Promise<SealContent> {
  const software = await context.measureSoftware();
  const parts = {
    software: softwarePart(measurementOf(software.files), software.image, software.boot),
    standby: null,
    data: manifestHash(data.manifest),
  };
  return { ...data, parts, software };
}

/** What each holder keeps the key in: its envelope, and the record of a key token. */
function carrierItems({ election }: Pick<Context, 'election'>, { bureaus }: Dossier): Items {
  const kept = bureaus
    .flatMap(({ groups }) => groups)
    .flatMap(({ id }) => election.carriers(id).map((carrier) => ({ group: id, ...carrier })));
  return itemsOf(kept, ({ group, holder, slot }) => `${group} ${holder} ${slot}`);
}

function urnItems(
  urns: Held['urns'],
): Pick<Itemised, 'urn-election' | 'urn-trustees' | 'urn-credentials' | 'urn-calendar'> {
  const each = (hash: (urn: SealedUrn) => string) =>
    Object.fromEntries(urns.map(({ urn, ...measured }) => [urn, hash(measured)]));
  return {
    'urn-election': each(({ election }) => election),
    'urn-trustees': each(({ trustees }) => trustees),
    'urn-credentials': each(({ credentials }) => credentials),
    'urn-calendar': each(({ opensMs, closesMs, graceMs }) => canonicalHash({ opensMs, closesMs, graceMs })),
  };
}

function requireLoaded(loaded: LoadedDossier | null): LoadedDossier {
  if (loaded === null) throw new Error('this data folder holds no dossier');
  return loaded;
}

/** From the database itself. One that cannot be read any more holds nothing: everything of it is then missing. */
function storedDossier({ election }: Pick<Context, 'election'>): LoadedDossier {
  try {
    const loaded = requireLoaded(election.storedDossier());
    return { ...loaded, dossier: withFunctions({ election }, loaded.dossier) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const nothing = { roll: [], lists: [], bureaus: [] } as unknown as Dossier;
    return { dossier: nothing, files: {}, warnings: [], printer: null };
  }
}

/** In the order of `roll`'s table. */
export function scheduleOf({ calendar, contests }: Dossier, setups: readonly Pick<UrnSetup, 'urn'>[]) {
  const { opensMs, closesMs, graceMs } = calendar;
  const sealed = new Set(setups.map(({ urn }) => urn));
  return contests
    .filter(({ urns }) => urns.some(({ id }) => sealed.has(id)))
    .map(({ id }) => ({ contest: id, opensMs, closesMs, graceMs }))
    .sort((left, right) => (left.contest < right.contest ? -1 : 1));
}

/** What `clock` is given: whose urns close, and when. */
export function closingOf(dossier: Dossier, setups: readonly Pick<UrnSetup, 'urn' | 'uuid' | 'trustees'>[]) {
  const { opensMs, closesMs, graceMs } = dossier.calendar;
  return {
    opensMs,
    closesMs,
    graceMs,
    contests: scheduleOf(dossier, setups).map(({ contest }) => contest),
    bureaus: dossier.bureaus.map(({ id }) => {
      const urns = urnsOfBureau(dossier, id, setups);
      const { trustees } = setups.find(({ urn }) => urn === urns[0]) ?? {};
      const hasCopy = dossier.keys.applianceKey && trustees !== undefined;
      return { bureau: id, urns, groupKeys: hasCopy ? groupKeysOf(trustees) : [] };
    }),
    urns: setups.map(({ urn, uuid }) => ({ urn, uuid, applianceKey: dossier.keys.applianceKey })),
  };
}

/** The joint key of each group among the trustees of an urn; the urns of a bureau have the same. */
function groupKeysOf(trustees: string): string[] {
  return assertOk(parseTrustees(trustees)).flatMap((trustee) =>
    trustee[0] === 'Pedersen' ? [groupKeyOf(trustee[1])] : [],
  );
}

/** The sealed urns that a bureau counts, in order. */
export function urnsOfBureau(
  dossier: Dossier,
  bureau: Bureau['id'],
  setups: readonly Pick<UrnSetup, 'urn'>[],
): UrnId[] {
  const own = dossier.contests
    .filter((contest) => contest.bureau === bureau)
    .flatMap(({ urns }) => urns.map(({ id }) => id));
  return setups.map(({ urn }) => urn).filter((urn) => own.includes(urn));
}

/** As roll.db keeps them. */
function accessRulesOf({ access: { challenge, attempts } }: Dossier) {
  return { challenge, max: attempts.max, lockMinutes: attempts.lockMinutes };
}

/** An account without what its holder may change: password, one-time codes, passkeys. */
function sealedAccount({ account, role, bureau, firstName, lastName }: Account) {
  return { account, role, bureau, firstName, lastName };
}

function byAccount(left: { account: string }, right: { account: string }): number {
  return left.account < right.account ? -1 : 1;
}
