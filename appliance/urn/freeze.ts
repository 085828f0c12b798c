/**
 * The archive of an urn as the closing seal freezes it: ballots in ascending order of their SHA-256 (never the order of
 * casting), their end, the encrypted sums. Its timestamp is the closing that holds + grace, so that the same urn always
 * gives the same bytes. (protocol.md, Closing seal.)
 */
import { archiveHash, newArchive } from '../../core/belenios/archive.ts';
import { publicCredentialsText } from '../../core/belenios/credential.ts';
import type { Election } from '../../core/belenios/election.ts';
import { encryptedTally } from '../../core/belenios/tally.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { Element } from '../../core/group/group.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { ArchiveRow, UrnRow } from './store.ts';

/** @param urn whose `closes_ms` is the closing that holds, extensions included. */
export function freezeUrn(
  urn: UrnRow,
  election: Election,
  credentials: readonly string[],
  ballots: readonly string[],
): ArchiveRow {
  const builder = newArchive({
    timestamp: String(Math.floor((urn.closes_ms + urn.grace_ms) / 1000)),
    election: urn.election,
    trustees: urn.trustees,
    // Sorted when the urn was made, which is their order in the table.
    credentials: publicCredentialsText(credentials as readonly Element[]),
  });
  const ordered = ballots
    .map((text) => ({ text, hash: sha256Hex(text) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : 1));
  for (const { text } of ordered) builder.ballot(text);
  builder.endBallots();
  const tally = encryptedTally(election, ordered, nobleBackend());
  builder.encryptedTally(tally.text, { num_tallied: ordered.length, total_weight: ordered.length });
  const bytes = Buffer.from(builder.bytes());
  return { urn: urn.urn, ballots: ordered.length, hash: archiveHash(bytes), bytes };
}
