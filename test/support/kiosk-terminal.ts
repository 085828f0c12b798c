/**
 * A kiosk before an open election: the appliance's terminals' port over a spine, an accepted kiosk, and its agent's page
 * served on this machine, over a link that a test can cut.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { assertOk } from '../../core/result.ts';
import { usualLimits, type Limits } from '../../core/kiosk/limits.ts';
import { usualPixelsPerMm } from '../../core/kiosk/skin.ts';
import type { Language } from '../../core/language.ts';
import type { Port } from '../../core/port.ts';
import { makeCertificate } from '../../appliance/tls.ts';
import { acceptTerminal } from '../../appliance/use-cases/terminals.ts';
import { runTerminals } from '../../appliance/web/terminal-server.ts';
import { servePages } from '../../kiosk/agent/page-server.ts';
import type { ReceiptPrinter } from '../../kiosk/agent/receipt-printer.ts';
import { silent } from '../../kiosk/agent/speech-calls.ts';
import { noBureau } from './no-bureau.ts';
import { openVoterCalls } from '../../kiosk/agent/voter-calls.ts';
import { enrol } from '../../kiosk/terminal/enrol.ts';
import { openLink } from '../../kiosk/terminal/link.ts';
import { writeSmallDossier } from './small-dossier.ts';
import { accountOf, openSpine, temporaryFolder, type Spine } from './spine.ts';

/** Where the cable is pulled: before the request leaves, or after the appliance did what it asks. */
export type Cut = (path: string) => 'before' | 'after' | null;

export interface KioskTerminal {
  readonly spine: Spine;
  readonly address: string;
  /** Calls that left for the appliance, in order. */
  readonly asked: string[];
  cut: Cut;
  /** Passages that ended. */
  ends: number;
  readonly pixelsPerMm: { value: number };
  readonly port: Port;
  /** Of the appliance's terminals. */
  readonly terminals: number;
  readonly stop: () => Promise<void>;
}

/**
 * @param hosts names and addresses under which the appliance is reached, where not on this machine alone.
 * @param languages that the dossier offers.
 * @param printer of receipts, where it has one.
 */
export async function openKioskTerminal(
  limits: Limits = usualLimits,
  hosts: readonly string[] = [],
  languages: readonly Language[] = ['fr'],
  printer: ReceiptPrinter | null = null,
): Promise<KioskTerminal> {
  const folder = temporaryFolder();
  const spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [6], languages }));
  if (hosts.length > 0) await makeCertificate(spine.data, ['localhost', ...hosts]);
  const server = await runTerminals(
    spine.context,
    { content: Buffer.from('') },
    { host: 'localhost', port: 0 },
  );
  const appliance = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
  const enrolled = enrol({
    appliance,
    kind: 'kiosk',
    label: 'Borne 1',
    everyMs: 20,
    onCode: () => undefined,
    signal: new AbortController().signal,
  });
  const pending = () => spine.context.election.terminals().find(({ state }) => state === 'pending');
  while (pending() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  const accepted = { terminal: pending()?.id ?? '', place: 'agence de Carcassonne' };
  assertOk(await acceptTerminal(spine.context, accountOf(spine, 'ressources-humaines'), accepted));
  const { authority, certificate, key } = assertOk(await enrolled);
  const link = openLink(appliance, { authority, own: { certificate, key } }, 8_000);
  const path = randomBytes(16).toString('hex');
  const over =
    (port: Port): Port =>
    async (called, body) => {
      const where = terminal.cut(called);
      if (where === 'before') throw new Error('cut before');
      terminal.asked.push(called);
      const answer = await port(called, body);
      if (where === 'after') throw new Error('cut after');
      return answer;
    };
  const calls = openVoterCalls({ port: over(link.port), portAs: (token) => over(link.portAs(token)) });
  const pixelsPerMm = { value: usualPixelsPerMm };
  const pages = await servePages(
    {
      calls: () => calls,
      notice: () => null,
      speech: silent,
      bureau: noBureau,
      printer,
      path: () => path,
      limits,
      get pixelsPerMm() {
        return pixelsPerMm.value;
      },
      isSimulated: false,
      onSign: () => undefined,
      onRecording: () => undefined,
      onEnd: () => (terminal.ends += 1),
    },
    0,
  );
  const terminal: KioskTerminal = {
    spine,
    address: `http://127.0.0.1:${(pages.address() as AddressInfo).port}/${path}/`,
    asked: [],
    cut: () => null,
    ends: 0,
    pixelsPerMm,
    port: link.port,
    terminals: Number(appliance.port),
    stop: async () => {
      for (const each of [pages, server]) {
        each.closeAllConnections();
        each.close();
      }
      link.close();
      await spine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return terminal;
}
