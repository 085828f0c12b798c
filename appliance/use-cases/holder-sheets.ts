/**
 * Blank sheets for the holders of a bureau's keys, one each, to copy a sequence on by hand at the ceremony: no sequence
 * is ever known here. With its key's fingerprint once the key is made. Dated, as all documents, from what is recorded.
 */
import { ok } from '../../core/result.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { sequenceLength } from '../../core/station/sequence.ts';
import { holderSheets } from '../documents/holder-sheet.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';
import { deskOf, issueOf, type Made } from './documents.ts';
import { journalFacts } from './journal-facts.ts';
import { holderKeys, sizesOf } from './key-holders.ts';

export async function holderSheetsDocument(context: Context, actor: Account): Made {
  const desk = await deskOf(context, actor, 'generateKeys');
  if (!desk.ok) return desk;
  const { dossier, bureau } = desk.value;
  const [installed] = journalFacts(context, 'installed');
  const needed = keysNeeded(sizesOf(bureau));
  return ok(
    await holderSheets(
      bureau.groups
        .flatMap((group) => holderKeys(context, bureau, group))
        .map(({ holder, fingerprint }) => ({ holder, sequence: null, fingerprint })),
      {
        ...issueOf(context, dossier, installed?.atMs ?? dossier.calendar.opensMs),
        bureau: { name: bureau.name, needed },
        countFromMs: dossier.calendar.closesMs + dossier.calendar.graceMs,
        sequenceLength,
      },
    ),
  );
}
