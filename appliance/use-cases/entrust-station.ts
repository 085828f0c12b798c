/**
 * A member of a bureau entrusts an accepted station with the bureau's keys for a few hours: what the station then asks
 * is judged as if that member asked it. The station keeps the holders' secrets from us all the same; what it gains is to
 * carry the bureau's messages. Journaled with who and until when; the bureau takes it back when it wants.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Duty } from '../../core/terminal/enrolment.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export type EntrustRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'station/unknown' }
  /** Another bureau holds it: it must give it back first. */
  | { readonly code: 'station/entrusted-elsewhere' };

/** A ceremony; a day of vote. */
export const entrustedForMs: Readonly<Record<Duty, number>> = {
  station: 4 * 3_600_000,
  dashboard: 14 * 3_600_000,
};

/** A station that IT accepted. Entrusting again prolongs it. */
export function entrustStation(
  context: Parts,
  actor: Account,
  terminal: string,
): Result<null, EntrustRefusal> {
  const { election } = context;
  return entrust<EntrustRefusal>(context, actor, 'station', () => {
    const found = election.terminal(terminal);
    const isStation = found?.state === 'accepted' && found.kind === 'station';
    return isStation ? ok({ terminal, kind: 'station-entrusted' }) : err({ code: 'station/unknown' });
  });
}

/**
 * To the actor's bureau, unless another one has it: a terminal never passes from a bureau to another but through the one
 * that has it, or through IT that withdraws it.
 * @param find run in the transaction: the accepted terminal, and the kind of the journal's entry.
 */
export function entrust<Refusal>(
  context: Parts,
  actor: Account,
  duty: Duty,
  find: () => Result<
    { readonly terminal: string; readonly kind: 'station-entrusted' | 'kiosk-entrusted' },
    Refusal
  >,
): Result<null, EntrustRefusal | Refusal> {
  const { election, data } = context;
  const allowed = authorise(context, actor, 'entrustStation');
  if (!allowed.ok) return allowed;
  const { account, bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  return election.transaction(() => {
    const found = find();
    if (!found.ok) return found;
    const { terminal, kind } = found.value;
    const current = election.entrustedStation(terminal);
    if (current !== null && current.bureau !== bureau) return err({ code: 'station/entrusted-elsewhere' });
    const fromMs = data.now();
    const untilMs = fromMs + entrustedForMs[duty];
    election.dropKioskCode(terminal);
    election.entrustStation({ terminal, account, bureau, duty, fromMs, untilMs });
    election.journal.append({ kind, facts: { account, bureau, terminal, duty, untilMs } });
    return ok(null);
  });
}

export function takeBackStation(
  context: Parts,
  actor: Account,
  terminal: string,
): Result<null, EntrustRefusal> {
  const { election } = context;
  const allowed = authorise(context, actor, 'entrustStation');
  if (!allowed.ok) return allowed;
  return election.transaction(() => {
    const current = election.entrustedStation(terminal);
    if (current === null) return err({ code: 'station/unknown' });
    if (current.bureau !== actor.bureau) return err({ code: 'station/entrusted-elsewhere' });
    election.takeBackStation(terminal);
    const facts = { account: actor.account, bureau: current.bureau, terminal };
    election.journal.append({ kind: 'station-taken-back', facts });
    return ok(null);
  });
}

/** Whose rights an accepted terminal has now, for this; null when nobody entrusted it so. */
export function actorOfTerminal(
  { election }: Pick<Parts, 'election'>,
  terminal: string,
  duty: Duty,
): Account | null {
  const current = election.entrustedStation(terminal);
  return current?.duty === duty ? election.account(current.account) : null;
}
