/** What of an urn the seal covers, recomputed from its rows: its election, keys, public credentials and calendar. */
import { publicCredentialsText } from '../../core/belenios/credential.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { Element } from '../../core/group/group.ts';
import type { MeasuredUrn } from './interface.ts';
import type { UrnRow } from './store.ts';

export function measureUrn(urn: UrnRow, credentials: readonly string[]): MeasuredUrn {
  return {
    urn: urn.urn,
    election: sha256Hex(urn.election),
    trustees: sha256Hex(urn.trustees),
    credentials: sha256Hex(publicCredentialsText(credentials as readonly Element[])),
    opensMs: urn.opens_ms,
    closesMs: urn.closes_ms,
    graceMs: urn.grace_ms,
  };
}
