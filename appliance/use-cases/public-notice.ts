/**
 * The notice to voters (R2314-12) that anyone may print, from when the codes are made; with the fingerprint of the voting
 * page, the sealed one once there is a seal, and with what bureaus have suspended or extended. Made once for each decision
 * and kept: anyone may ask, and drawing it takes a while.
 */
import { electionNotice } from '../documents/election-notice.ts';
import { dossierOf, type Context } from './context.ts';
import { issueOf } from './documents.ts';
import { journalFacts } from './journal-facts.ts';
import { sealParts } from './seal-parts.ts';
import { decisionNotices } from './vote-calendar.ts';

/** Null before the codes are made. */
export function publicNotice(context: Context): () => Promise<Uint8Array | null> {
  let made: { readonly of: string; readonly pdf: Promise<Uint8Array> } | null = null;
  return async () => {
    if (context.election.roundState() === 'preparing') return null;
    const decisions = decisionNotices(context, dossierOf(context));
    const of = [context.election.sealed()?.code ?? context.booth.hash, ...decisions].join('|');
    if (made?.of !== of) made = { of, pdf: draw(context, decisions) };
    return made.pdf;
  };
}

function draw(context: Context, decisions: readonly string[]): Promise<Uint8Array> {
  const dossier = dossierOf(context);
  const { round, calendar, access, ballot, help } = dossier;
  const sealed = context.election.sealed();
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
    booth: sealed?.manifest.booth ?? context.booth.hash,
    seal: sealed === null ? null : { code: sealed.code, parts: sealParts(context) },
    decisions,
  });
}
