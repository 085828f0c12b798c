/**
 * The notice to voters (R2314-12) that anyone may print, from when the codes are made; with the fingerprint of the voting
 * page, the sealed one once there is a seal. Made once and kept: anyone may ask, and drawing it takes a while.
 */
import { electionNotice } from '../documents/election-notice.ts';
import { dossierOf, type Context } from './context.ts';
import { issueOf } from './documents.ts';
import { journalFacts } from './journal-facts.ts';

/** Null before the codes are made. */
export function publicNotice(context: Context): () => Promise<Uint8Array | null> {
  let made: { readonly booth: string; readonly pdf: Promise<Uint8Array> } | null = null;
  return async () => {
    if (context.election.roundState() === 'preparing') return null;
    const booth = context.election.sealed()?.manifest.booth ?? context.booth.hash;
    if (made?.booth !== booth) made = { booth, pdf: draw(context, booth) };
    return made.pdf;
  };
}

function draw(context: Context, booth: string): Promise<Uint8Array> {
  const dossier = dossierOf(context);
  const { round, calendar, access, ballot, help } = dossier;
  const [issued] = journalFacts(context, 'codes-issued');
  return electionNotice({
    ...issueOf(context, dossier, issued?.atMs ?? calendar.opensMs),
    round,
    calendar,
    access,
    ballot,
    help,
    siteUrl: context.site,
    kiosks: null,
    booth,
  });
}
