/**
 * Where a station works: on the appliance that accepted it, or in the trial (scrutin à blanc) that this appliance holds
 * beside the election, for the bureau that entrusted it there. Same host, same authority, same certificate, another port.
 */
import type { TerminalState, TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { refusalCode } from '../terminal/enrol.ts';
import type { Identity } from '../terminal/identity.ts';
import { openLink, type Link } from '../terminal/link.ts';

/** To the appliance, and to the trial that it holds beside, under the same authority and with the same certificate. */
export interface Links {
  readonly own: Link;
  readonly trial: (port: number) => Link;
  readonly close: () => void;
}

export function linksOf(appliance: URL, identity: Identity): Links {
  const keys = { authority: identity.authority, own: identity };
  const own = openLink(appliance, keys);
  let beside: { readonly port: number; readonly link: Link } | null = null;
  return {
    own,
    trial: (port) => {
      if (beside?.port !== port) {
        beside?.link.close();
        const at = new URL(appliance);
        at.port = String(port);
        beside = { port, link: openLink(at, keys) };
      }
      return beside.link;
    },
    close: () => {
      own.close();
      beside?.link.close();
    },
  };
}

/** Null once withdrawn. */
export async function lookAt(
  { port }: Link,
  software: TerminalState,
): Promise<TerminalStateAnswer | 'lost' | null> {
  const answer = await port('/terminal/state', software).catch(() => null);
  if (answer?.status === 200) return answer.body as TerminalStateAnswer;
  return refusalCode(answer?.body) === 'terminal/unknown' ? null : 'lost';
}

/** The appliance or the trial where a bureau entrusted this station. */
export interface Entrusted {
  readonly link: Link;
  readonly state: TerminalStateAnswer;
}

/** Where a bureau entrusted this station: on the appliance, or else in the trial beside it. */
export async function entrustedAt(
  links: Links,
  state: TerminalStateAnswer,
  software: TerminalState,
): Promise<Entrusted | null> {
  if (state.entrusted !== null) return { link: links.own, state };
  if (state.trialPort === null) return null;
  const link = links.trial(state.trialPort);
  const there = await lookAt(link, software);
  return there === null || there === 'lost' || there.entrusted === null ? null : { link, state: there };
}
