/**
 * A kiosk's page and agent before an appliance that answers for one voter, without any process behind: for what a test
 * does to the page or to its browser.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Language } from '../../core/language.ts';
import type { Port } from '../../core/port.ts';
import { servePages, type KioskPages } from '../../kiosk/agent/page-server.ts';
import { silent } from '../../kiosk/agent/speech-calls.ts';
import { noBureau } from './no-bureau.ts';
import { openVoterCalls } from '../../kiosk/agent/voter-calls.ts';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';
import { site } from './passage-player.ts';
import type { BallotFixture } from './voter-fixtures.ts';

export interface FakeKiosk {
  readonly appliance: FakeAppliance;
  readonly address: string;
  /** Answers that the page had, as the appliance gave them. */
  readonly asked: string[];
  /** What the page said of its recording, and how many ballots had been sent by then. */
  readonly recordings: { isRecording: boolean; sent: number }[];
  signs: number;
  ends: number;
  readonly stop: () => void;
}

export async function openFakeKiosk(
  fixture: BallotFixture,
  changes: Partial<KioskPages> = {},
  languages: readonly Language[] = ['fr'],
): Promise<FakeKiosk> {
  const appliance = fakeAppliance(fixture);
  const { contest, college, collegeOrdinal, seat } = fixture.page;
  const asked: string[] = [];
  const port: Port = async (path, body) => {
    asked.push(path);
    if (path === '/api/kiosk/site') return { status: 200, body: { ...site, languages } };
    if (path === '/api/kiosk/ballots') {
      const { strikes, lists } = fixture.page;
      return {
        status: 200,
        body: { contests: [{ contest, college, collegeOrdinal, seat, strikes, lists }] },
      };
    }
    if (path === '/api/kiosk/voter') {
      const voted = appliance.urn.length > 0;
      const contests = [{ contest, college, collegeOrdinal, seat, phase: 'open', voted }];
      return { status: 200, body: { name: 'Mme Jeanne Martin', contests } };
    }
    const answer = await appliance.answer(path, body);
    const isSession = path === '/api/voter/login' && answer.status === 204;
    return isSession ? { status: 200, body: { token: 'T'.repeat(43) } } : answer;
  };
  const calls = openVoterCalls({ port, portAs: () => port });
  const path = randomBytes(16).toString('hex');
  const server = await servePages(
    {
      calls: () => calls,
      notice: () => null,
      speech: silent,
      bureau: noBureau,
      printer: null,
      path: () => path,
      limits: usualLimits,
      pixelsPerMm: 3.6,
      isSimulated: false,
      onSign: () => (kiosk.signs += 1),
      onRecording: (isRecording) => kiosk.recordings.push({ isRecording, sent: appliance.sent.length }),
      onEnd: () => (kiosk.ends += 1),
      ...changes,
    },
    0,
  );
  const kiosk: FakeKiosk = {
    appliance,
    asked,
    recordings: [],
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}/`,
    signs: 0,
    ends: 0,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return kiosk;
}
