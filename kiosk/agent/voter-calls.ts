/**
 * The voter's calls, from the page of this machine to the appliance. The session is held here, in memory, for one
 * passage: no page ever has it. What comes back crosses only as crossing.ts allows. A ballot on its way is counted, so that
 * nothing stops the terminal meanwhile; what comes before and between the calls of a vote, its page says (supervise.ts).
 */
import type { KioskBallots, KioskSite } from '../../core/kiosk/api.ts';
import type { Link } from '../terminal/link.ts';
import { ballotsAnswer, crossed, sessionAnswer, siteAnswer, type Call, type Crossed } from './crossing.ts';

export interface VoterCalls {
  /** Null when no answer came, or not one that may cross. */
  readonly ask: (call: Call, body: object) => Promise<Crossed | null>;
  /** What the election is; null when the appliance cannot be reached. */
  readonly site: () => Promise<KioskSite | null>;
  /** What is on every ballot; null when it cannot be had. */
  readonly ballots: () => Promise<KioskBallots | null>;
  /** Ends the session of the passage, here at once and at the appliance. */
  readonly forget: () => void;
  /** Whether someone is signed in here. */
  readonly hasSession: () => boolean;
  /** Whether a ballot has been sent and its answer awaited, even of a page that is gone. */
  readonly isCasting: () => boolean;
}

export function openVoterCalls({ port, portAs }: Pick<Link, 'port' | 'portAs'>): VoterCalls {
  let token: string | null = null;
  let casting = 0;

  async function login(body: object): Promise<Crossed | null> {
    forget();
    const answer = await port('/api/voter/login', body).catch(() => null);
    if (answer === null) return null;
    if (answer.status !== 200) return crossed('voter/login', answer.status, answer.body);
    const session = sessionAnswer.safeParse(answer.body);
    if (!session.success) return null;
    token = session.data.token;
    return { status: 204, body: null };
  }

  async function ask(call: Call, body: object): Promise<Crossed | null> {
    if (call === 'voter/login') return login(body);
    if (token === null) return { status: 401, body: { refusal: { code: 'session/unknown' } } };
    const isCast = call === 'voter/cast';
    casting += isCast ? 1 : 0;
    try {
      const answer = await portAs(token)(`/api/${call}`, body).catch(() => null);
      return answer === null ? null : crossed(call, answer.status, answer.body);
    } finally {
      casting -= isCast ? 1 : 0;
    }
  }

  function forget(): void {
    const ended = token;
    token = null;
    // Lost, it ends by itself at the appliance.
    if (ended !== null) portAs(ended)('/api/voter/logout', {}).catch(() => undefined);
  }

  return {
    ask,
    forget,
    hasSession: () => token !== null,
    isCasting: () => casting > 0,
    site: async () => {
      const answer = await port('/api/kiosk/site', {}).catch(() => null);
      const read = siteAnswer.safeParse(answer?.body);
      return answer?.status === 200 && read.success ? read.data : null;
    },
    ballots: async () => {
      const answer = await port('/api/kiosk/ballots', {}).catch(() => null);
      const read = ballotsAnswer.safeParse(answer?.body);
      return answer?.status === 200 && read.success ? read.data : null;
    },
  };
}
