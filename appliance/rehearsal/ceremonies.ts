/**
 * The ceremonies of a rehearsal, played on their own pages: the whole bureau is present, and each step is done as the page
 * asks. A step that is done elsewhere (keys, seal, count) is given by the caller.
 */
import { ceremonyTitles } from '../../core/ceremony/words-fr.ts';
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import type { Bureau } from '../../core/dossier/types.ts';
import { ceremonyPath } from '../web/pages/bureau/ceremony-paths.ts';
import { change } from './change.ts';
import { RehearsalFailure, type SiteSession } from './site-session.ts';

const [mostPages, pollMs] = [600, 200];

/** Those that a rehearsal holds, in order. */
export function rehearsedCeremonies(composition: Bureau['composition']): CeremonyId[] {
  const drawing = composition === 'lot' ? (['drawing'] as const) : [];
  return ['control', 'functionTest', ...drawing, 'keys', 'sealing', 'closing', 'count', 'proclamation'];
}

export async function openCeremony(
  session: SiteSession,
  bureau: Pick<Bureau, 'members'>,
  id: CeremonyId,
): Promise<void> {
  const present = bureau.members.map(({ account }) => ['members', account] as const);
  await change(session, `${ceremonyPath(id)}/presence`, present, `ouvrir « ${ceremonyTitles[id]} »`);
}

/** Opens a ceremony unless it is open, and does its steps one after the other until it is complete. */
export async function holdCeremony(
  session: SiteSession,
  bureau: Pick<Bureau, 'members'>,
  id: CeremonyId,
  own: Readonly<Record<string, () => Promise<void>>> = {},
): Promise<void> {
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = (await session.get(ceremonyPath(id))).bytes.toString('utf8');
    const step = /data-step="([^"]*)"/.exec(page)?.[1];
    if (step === '') return;
    if (step === undefined) await openCeremony(session, bureau, id);
    else if (own[step] !== undefined) await own[step]();
    else if (isRunning(page)) await new Promise((resolve) => setTimeout(resolve, pollMs));
    else await doStep(session, id, step, page);
  }
  throw new RehearsalFailure(`la séance « ${ceremonyTitles[id]} » ne finit pas`);
}

function isRunning(page: string): boolean {
  return /<button[^>]* disabled/.test(page);
}

async function doStep(session: SiteSession, id: CeremonyId, step: string, page: string): Promise<void> {
  const sheets = page.match(/name="contribution\[\]"/g) ?? [];
  const contributions = sheets.map((_, index) => ['contribution[]', String(7 * (index + 1))] as const);
  const what = `faire l’étape « ${step} » de « ${ceremonyTitles[id]} »`;
  await change(session, `${ceremonyPath(id)}/etapes`, [['step', step], ...contributions], what);
}
