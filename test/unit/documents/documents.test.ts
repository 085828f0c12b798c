/** What every document holds to: its mode on each page, its bytes, its typeface, its numbers of pages. */
import { describe, expect, it } from 'vitest';
import { accessLetters, secretLetters } from '../../../appliance/documents/access-letter.ts';
import { ceremonyRecord } from '../../../appliance/documents/ceremony-record.ts';
import { closingSealSheet } from '../../../appliance/documents/closing-seal-sheet.ts';
import { electionNotice } from '../../../appliance/documents/election-notice.ts';
import { holderSheets } from '../../../appliance/documents/holder-sheet.ts';
import { minutes } from '../../../appliance/documents/minutes.ts';
import type { Mode } from '../../../appliance/documents/page-layout.ts';
import { resultsAnnouncement } from '../../../appliance/documents/results-announcement.ts';
import { roleLetters } from '../../../appliance/documents/role-letter.ts';
import { sealSheet } from '../../../appliance/documents/seal-sheet.ts';
import { signOffList } from '../../../appliance/documents/sign-off-list.ts';
import {
  announcementSample,
  anneSophie,
  ceremonySample,
  closingSample,
  holderCommon,
  holderSamples,
  letterCommon,
  minutesSample,
  noticeSample,
  roleCommon,
  roleLetterSamples,
  sealSample,
  signOffSample,
} from './domitia-sample.ts';
import { fontsOf, pagesOf } from './read-pdf.ts';

const { elector } = anneSophie;

const documents: Record<string, (mode: Mode) => Promise<Uint8Array>> = {
  'access letters': (mode) => accessLetters([anneSophie, anneSophie], letterCommon(mode)),
  'secret letters': (mode) =>
    secretLetters([{ elector, secret: '40718' }], letterCommon(mode, 'secondLetter')),
  'role letters': (mode) => roleLetters(roleLetterSamples, { ...roleCommon, mode }),
  'record of a ceremony': (mode) => ceremonyRecord(ceremonySample(mode)),
  'seal sheet': (mode) => sealSheet(sealSample(mode)),
  'closing seal sheet': (mode) => closingSealSheet(closingSample(mode)),
  'holder sheets': (mode) => holderSheets(holderSamples, { ...holderCommon, mode }),
  minutes: (mode) => minutes(minutesSample(mode)),
  'sign-off list': (mode) => signOffList(signOffSample(mode)),
  'announcement of the results': (mode) => resultsAnnouncement(announcementSample(mode)),
  'notice to voters': (mode) => electionNotice(noticeSample(mode)),
};

describe.each(Object.entries(documents))('the %s', (_name, make) => {
  it('has no banner when the election is real', async () => {
    expect(pagesOf(await make('real')).join(' ')).not.toMatch(/DÉMONSTRATION|RÉPÉTITION|sans valeur/);
  });

  it('names a demonstration and a rehearsal on every page', async () => {
    for (const page of pagesOf(await make('demonstration'))) {
      expect(page).toContain('DÉMONSTRATION — document sans valeur');
    }
    for (const page of pagesOf(await make('rehearsal'))) {
      expect(page).toContain('RÉPÉTITION — document sans valeur');
    }
  });

  it('is the same, byte for byte, for the same data', async () => {
    expect(Buffer.compare(await make('demonstration'), await make('demonstration'))).toBe(0);
  });

  it('embeds subsets of its typeface and no other font', async () => {
    const [, , ...fonts] = fontsOf(await make('real'))
      .trim()
      .split('\n');
    for (const font of fonts) {
      expect(font).toMatch(/^[A-Z]{6}\+AtkinsonHyperlegibleNext-(Regular|Bold)\s.*\byes yes yes\b/);
    }
    expect(fonts.length).toBeGreaterThan(1);
  });
});

describe('page numbers', () => {
  it('are on every page of a document that flows', async () => {
    const pages = pagesOf(await minutes(minutesSample('real')));
    expect(pages.length).toBeGreaterThan(3);
    pages.forEach((page, index) => expect(page).toContain(`page ${index + 1} / ${pages.length}`));
  });

  it('are not on letters, which go each in its own envelope', async () => {
    const pages = pagesOf(await accessLetters([anneSophie, anneSophie], letterCommon('real')));
    for (const page of pages) expect(page).not.toMatch(/page \d+ \/ \d+/);
  });
});
