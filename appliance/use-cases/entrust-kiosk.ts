/**
 * The bureau at a kiosk (decision 029): whoever stands before the welcome screen asks for a code; a member of a bureau,
 * signed in on a device of its own, types it and says what the kiosk becomes for a time, the token station or the
 * dashboard. No password is ever typed at a kiosk. The kiosk gives itself back; that takes rights away, so anyone may.
 */
import { randomInt } from 'node:crypto';
import type { BureauCode } from '../../core/kiosk/api.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Duty } from '../../core/terminal/enrolment.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';
import { entrust, type EntrustRefusal } from './entrust-station.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type EntrustKioskRefusal = EntrustRefusal | { readonly code: 'kiosk/no-such-code' };

/** As long as a screen is left alone before its passage is wiped. */
const codeForMs = 150_000;
const possibleCodes = 1_000_000;

/** For the kiosk that asks; its earlier code is worth nothing any more. It names a kiosk, and is no secret. */
export function askBureau({ election, data }: Parts, terminal: string): BureauCode {
  const untilMs = data.now() + codeForMs;
  for (;;) {
    const code = String(randomInt(possibleCodes)).padStart(6, '0');
    if (election.transaction(() => election.addKioskCode(terminal, code, untilMs))) return { code, untilMs };
  }
}

/** @param typed as the member typed it: spaces do not count. */
export function entrustKiosk(
  context: Parts,
  actor: Account,
  typed: string,
  duty: Duty,
): Result<null, EntrustKioskRefusal> {
  const { election } = context;
  return entrust<EntrustKioskRefusal>(context, actor, duty, () => {
    const terminal = election.terminalByCode(typed.replaceAll(/\s/g, ''));
    const found = terminal === null ? null : election.terminal(terminal);
    if (found?.state !== 'accepted') return err({ code: 'kiosk/no-such-code' });
    return ok({ terminal: found.id, kind: 'kiosk-entrusted' });
  });
}

/** Nothing to say when nobody had entrusted it. */
export function giveBackKiosk({ election }: Pick<Parts, 'election'>, terminal: string): void {
  election.transaction(() => {
    election.dropKioskCode(terminal);
    const current = election.entrustedStation(terminal);
    if (current === null) return;
    election.takeBackStation(terminal);
    const { bureau, duty } = current;
    election.journal.append({ kind: 'kiosk-given-back', facts: { bureau, terminal, duty } });
  });
}
