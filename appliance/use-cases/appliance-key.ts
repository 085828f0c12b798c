/**
 * The printed copy of the appliance's key, and how it comes back: the sheet for the sealed envelope, what a holder's
 * station needs to make a share, and the opening of the copy with a threshold of shares. What comes back is taken only
 * if it is the key that was sealed.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { parseCanonical } from '../../core/bytes/canonical-json.ts';
import { singleKeyFromSeed } from '../../core/belenios/trustee-key.ts';
import { privateKeyMessage } from '../../core/belenios/threshold.ts';
import { thresholdParameters } from '../../core/belenios/threshold-messages.ts';
import { parseTrustees } from '../../core/belenios/trustee.ts';
import type { Bureau } from '../../core/dossier/types.ts';
import { encodePoint, gPower } from '../../core/group/ed25519-noble.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk, err, ok, type Result } from '../../core/result.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { readKeyCopy, type CopyRefusal, type CopyTerms } from '../../core/station/key-copy.ts';
import { groupKeyOf, openKeyCopy, type RecoveringGroup } from '../../core/station/recover-appliance-key.ts';
import type { ShareRequest } from '../../core/station/share-request.ts';
import { applianceKeySheet } from '../documents/appliance-key-sheet.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';
import { deskOf, issueOf, type Made } from './documents.ts';
import { holdersOf, sizesOf } from './key-holders.ts';

/** For the sealed envelope that the agreement gives to the direction; any member may print it again. */
export async function applianceKeyDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'readSeal');
  if (!desk.ok) return desk;
  const { dossier, bureau } = desk.value;
  const sealed = context.election.sealed();
  const { copies } = await context.clock.keyCopies({});
  const copy = copies.find((each) => each.bureau === bureau.id);
  if (sealed === null || copy === undefined) return err({ code: 'document/not-ready' });
  return ok(
    await applianceKeySheet({
      ...issueOf(context, dossier, sealed.atMs),
      bureau: { name: bureau.name, needed: keysNeeded(sizesOf(bureau)) },
      sealCode: sealed.code,
      lines: copy.lines,
    }),
  );
}

type Parts = Pick<Context, 'election'>;

export interface Recovery {
  readonly terms: CopyTerms;
  readonly groups: readonly RecoveringGroup[];
}

/** What the copy of a bureau was made for; null before the seal. */
export function recoveryOf({ election }: Parts, { id, groups }: Bureau): Recovery | null {
  const sealed = election.sealed();
  if (sealed === null) return null;
  const recovering = groups.map((group) => {
    const [message] = election.keyMessages(group.id, 'threshold');
    return {
      id: group.id,
      parameters: assertOk(parseCanonical(thresholdParameters, message?.message ?? '')),
    };
  });
  const groupKeys = recovering.map(({ parameters }) => groupKeyOf(parameters));
  return { terms: { clockKey: sealed.manifest.clockKey, bureau: id, groupKeys }, groups: recovering };
}

/** What a holder's machine is given to make a share; null before the seal. */
export function shareRequest(
  { election, mode, machine }: Parts & Pick<ShareRequest, 'mode' | 'machine'>,
  bureau: Bureau,
  copy: string,
): ShareRequest | null {
  const recovery = recoveryOf({ election }, bureau);
  if (recovery === null) return null;
  const groups = bureau.groups.map((group) => {
    const { id, name, threshold } = group;
    const messages = election.keyMessages(id, 'voutput');
    const holders = holdersOf({ election }, bureau, group).map((each) => {
      const message = messages.find(({ holder }) => holder === each.holder)?.message ?? '';
      return { ...each, privateKeyMessage: privateKeyMessage(message) ?? '' };
    });
    return { id, name, threshold, holders };
  });
  return { type: 'isoloir-appliance-key-request', mode, machine, terms: recovery.terms, copy, groups };
}

export type RestoreRefusal =
  | CopyRefusal
  | { readonly code: 'restore/not-sealed' }
  /** What the copy held is not the key of this round. */
  | { readonly code: 'restore/other-key' };

/** The bytes of `clock.key` (seed, then sealing key), from the copy and a threshold of shares; journals it. */
export function restoreApplianceKey(
  { election }: Parts,
  bureau: Bureau,
  input: { readonly copy: string; readonly shares: readonly string[] },
): Result<Uint8Array, RestoreRefusal> {
  const recovery = recoveryOf({ election }, bureau);
  if (recovery === null) return err({ code: 'restore/not-sealed' });
  const copy = readKeyCopy(input.copy, recovery.terms);
  if (!copy.ok) return copy;
  const opened = openKeyCopy(copy.value, recovery, input.shares, nobleBackend());
  if (!opened.ok) return opened;
  if (!isSealedKey({ election }, opened.value)) return err({ code: 'restore/other-key' });
  election.transaction(() =>
    election.journal.append({
      kind: 'appliance-key-restored',
      facts: { bureau: bureau.id, holders: input.shares.length },
    }),
  );
  return opened;
}

/** Both halves: the public key that signs the closing seal, and the `Single` key of every urn, are those sealed. */
function isSealedKey({ election }: Parts, secret: Uint8Array): boolean {
  const [seed, sealSecret] = [secret.subarray(0, 32), secret.subarray(32)];
  const clockKey = Buffer.from(ed25519.getPublicKey(sealSecret)).toString('hex');
  if (clockKey !== election.sealed()?.manifest.clockKey) return false;
  return election.setups().every(({ uuid, trustees }) => {
    const [own] = assertOk(parseTrustees(trustees));
    if (own?.[0] !== 'Single') return true;
    return own[1].public_key === encodePoint(gPower(singleKeyFromSeed(seed, uuid)));
  });
}
