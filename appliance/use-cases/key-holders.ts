/** Who holds the keys of a bureau, for pages, documents and stations: groups, holders by name, fingerprints of their keys. */
import type { Bureau, BureauId, BureauMember, Dossier, KeyGroup } from '../../core/dossier/types.ts';
import type { AskedSlot, CarrierSlot, HolderCarrier, StationHolder } from '../../core/station/api.ts';
import type { GroupSize } from '../../core/station/groups.ts';
import { certificateCode } from '../../core/station/key-generation.ts';
import { fullName } from '../documents/election-words.ts';
import { dossierOf, type Context } from './context.ts';

export function bureauOf(context: Pick<Context, 'election'>, id: BureauId): Bureau {
  const found = dossierOf(context).bureaus.find((bureau) => bureau.id === id);
  if (found === undefined) throw new Error('unknown bureau');
  return found;
}

export function memberOf({ members }: Pick<Bureau, 'members'>, account: string): BureauMember {
  const found = members.find((each) => each.account === account);
  if (found === undefined) throw new Error('a holder is a member');
  return found;
}

/** The holders of a group in order. */
export function holdersOf(
  { election }: Pick<Context, 'election'>,
  bureau: Pick<Bureau, 'members'>,
  { id, holders }: KeyGroup,
): StationHolder[] {
  const carriers = election.carriers(id);
  return holders.map((account, index) => ({
    group: id,
    holder: index + 1,
    name: fullName(memberOf(bureau, account)) + nthKey(holders, index),
    carriers: carriers
      .filter(({ holder }) => holder === index + 1)
      .map(({ slot, envelope, record }) => ({ slot, envelope, record })),
  }));
}

/** « (2e clé) » for the second of a member who holds two (R211-545). */
function nthKey(holders: readonly string[], index: number): string {
  return holders.indexOf(holders[index] ?? '') === index ? '' : ' (2e clé)';
}

export function sizesOf({ groups }: Pick<Bureau, 'groups'>): GroupSize[] {
  return groups.map(({ id, name, threshold, holders }) => ({ id, name, threshold, size: holders.length }));
}

/** What the dossier asks of every holder. */
export function askedCarriers({ keys }: Pick<Dossier, 'keys'>): AskedSlot[] {
  const { carrier, backup, prove } = keys;
  return [
    { slot: 'main', kind: carrier, tried: true },
    ...(backup === null ? [] : [{ slot: 'backup' as const, kind: backup, tried: prove === 'every' }]),
  ];
}

export interface HolderKey {
  readonly holder: BureauMember;
  readonly carriers: readonly HolderCarrier[];
  /** Possession was proved since the key was made. */
  readonly proved: boolean;
  /** Null while the key is not made. */
  readonly fingerprint: string | null;
}

/** The holders of a group with their keys, in order. */
export function holderKeys(
  context: Pick<Context, 'election'>,
  bureau: Pick<Bureau, 'members'>,
  group: KeyGroup,
): HolderKey[] {
  const { election } = context;
  const proved = provedHolders(context, group);
  const certificates = new Map(
    election.keyMessages(group.id, 'certificate').map(({ holder, message }) => [holder, message]),
  );
  const kept = election.carriers(group.id);
  return group.holders.map((account, index) => {
    const certificate = certificates.get(index + 1);
    const fingerprint = certificate === undefined ? null : certificateCode(certificate);
    const carriers = kept.filter(({ holder }) => holder === index + 1);
    return {
      holder: memberOf(bureau, account),
      carriers,
      proved: proved[index] === true,
      fingerprint,
    };
  });
}

/** By holder: the carriers with which possession was proved since the key was made. */
export function provedWith({ election }: Pick<Context, 'election'>, group: KeyGroup): CarrierSlot[][] {
  const proved = election.possessions(group.id).filter(({ provedMs }) => provedMs !== null);
  return group.holders.map((_, index) =>
    proved.filter(({ holder }) => holder === index + 1).map(({ slot }) => slot),
  );
}

/** By holder: whether it was with every carrier that is tried. */
export function provedHolders(context: Pick<Context, 'election'>, group: KeyGroup): boolean[] {
  const tried = askedCarriers(dossierOf(context)).filter((each) => each.tried);
  return provedWith(context, group).map((slots) => tried.every(({ slot }) => slots.includes(slot)));
}
