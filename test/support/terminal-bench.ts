/**
 * The terminals' own port over a real election that is not sealed, and terminals that ask to be known there: each test decides
 * on them as the manager would, with what the pages show.
 */
import { rmSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { TerminalKind } from '../../core/terminal/enrolment.ts';
import { acceptTerminal } from '../../appliance/use-cases/terminals.ts';
import { runTerminals } from '../../appliance/web/terminal-server.ts';
import { enrol } from '../../kiosk/terminal/enrol.ts';
import type { Identity } from '../../kiosk/terminal/identity.ts';
import { openLink, type Link } from '../../kiosk/terminal/link.ts';
import { writeSmallDossier } from './small-dossier.ts';
import { accountOf, startSpine, temporaryFolder, type Spine } from './spine.ts';

export const heartbeat = { version: '1.0.0', measurement: 'a'.repeat(64) };
export const unknown = { status: 403, body: { refusal: { code: 'terminal/unknown' } } };

export function terminalBench() {
  let folder: string;
  let spine: Spine;
  let server: Server;
  let appliance: URL;
  const links: Link[] = [];
  const manager = () => accountOf(spine, 'ressources-humaines');
  const bureau = (which: 1 | 2 = 1) => accountOf(spine, `bureau-${which}-president`);
  const pending = () => spine.context.election.terminals().filter(({ state }) => state === 'pending');

  /** A terminal asks, and someone does `decide` with what the pages show; answers the code on its screen too. */
  async function ask(kind: TerminalKind, decide: (id: string, code: string) => unknown, at = appliance) {
    const stop = new AbortController();
    let shown = '';
    const enrolled = enrol({
      appliance: at,
      kind,
      label: 'Salle du conseil',
      everyMs: 20,
      onCode: (code) => (shown = code),
      signal: stop.signal,
    });
    while (pending().length === 0) {
      const early = await Promise.race([enrolled, new Promise((resolve) => setTimeout(resolve, 10))]);
      if (early !== undefined) return { code: shown, enrolled: await enrolled };
    }
    const [found] = pending();
    await decide(found?.id ?? '', found?.code ?? '');
    if (pending().length > 0) stop.abort();
    return { code: shown, enrolled: await enrolled };
  }

  async function accepted(kind: TerminalKind): Promise<Identity & { readonly id: string }> {
    let id = '';
    const { enrolled } = await ask(kind, async (found, code) => {
      id = found;
      expect(code).toMatch(/^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}$/);
      assertOk(await acceptTerminal(spine.context, manager(), { terminal: found, place: 'Siège' }));
    });
    return { ...assertOk(enrolled), id };
  }

  function linkOf(identity: Identity): Link {
    const { authority, certificate, key } = identity;
    const link = openLink(appliance, { authority, own: { certificate, key } });
    links.push(link);
    return link;
  }

  function journal(kind: string): string[] {
    return spine.context.election.journal.lines().filter((line) => line.includes(`"kind":"${kind}"`));
  }
  const start = async () => {
    folder = temporaryFolder();
    const dossier = writeSmallDossier(join(folder, 'essai'), { colleges: [2, 2], lastIsDeserted: true });
    spine = await startSpine(dossier);
    server = await runTerminals(
      spine.context,
      { content: Buffer.from('isoloir') },
      { host: 'localhost', port: 0 },
    );
    appliance = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
    return { folder, spine, appliance };
  };
  const stop = async () => {
    for (const link of links) link.close();
    server.closeAllConnections();
    server.close();
    await spine.stop();
    rmSync(folder, { recursive: true });
  };
  return { start, stop, links, manager, bureau, pending, ask, accepted, linkOf, journal };
}
