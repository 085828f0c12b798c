/**
 * What a kiosk asks of its appliance for a bureau (core/kiosk/api.ts): a code to show, whether a member typed it, what the
 * dashboard says, and to be given back. The answers are words and figures of these shapes, and nothing else crosses.
 */
import { z } from 'zod';
import type { BureauCode, KioskBoard } from '../../core/kiosk/api.ts';
import type { Port } from '../../core/port.ts';
import type { Duty, TerminalStateAnswer } from '../../core/terminal/enrolment.ts';

const text = z
  .string()
  .max(600)
  .regex(/^[^\p{C}]*$/u);

const codeAnswer: z.ZodType<BureauCode> = z.strictObject({
  code: z.string().regex(/^\d{6}$/),
  untilMs: z.number().int().nonnegative(),
});

const boardAnswer: z.ZodType<KioskBoard> = z.strictObject({
  bureau: text,
  lines: z.array(text).max(10),
  rows: z.array(z.strictObject({ title: text, details: z.array(text).max(10), state: text })).max(500),
});

const stateAnswer = z.object({
  entrusted: z.object({ duty: z.enum(['station', 'dashboard']) }).nullable(),
});

export interface BureauCalls {
  /** Null when it cannot be had. */
  readonly ask: () => Promise<BureauCode | null>;
  /** What a bureau opened here; `lost` when the appliance does not answer. */
  readonly entrusted: () => Promise<Duty | 'lost' | null>;
  readonly board: () => Promise<KioskBoard | null>;
  readonly giveBack: () => Promise<void>;
}

/** @param report asks where this terminal stands, as each heartbeat does; null when no answer came. */
export function openBureauCalls(
  port: Port,
  report: () => Promise<Awaited<ReturnType<Port>> | null>,
): BureauCalls {
  const answerOf = async <Body>(path: string, shape: z.ZodType<Body>): Promise<Body | null> => {
    const answer = await port(path, {}).catch(() => null);
    const read = shape.safeParse(answer?.body);
    return answer?.status === 200 && read.success ? read.data : null;
  };
  return {
    ask: () => answerOf('/api/kiosk/bureau', codeAnswer),
    board: () => answerOf('/api/kiosk/board', boardAnswer),
    entrusted: async () => {
      const answer = await report();
      if (answer === null) return 'lost';
      // A terminal that is known no more works for nobody.
      if (answer.status >= 400 && answer.status < 500) return null;
      return entrustedIn(answer.body as TerminalStateAnswer);
    },
    giveBack: async () => {
      await port('/api/kiosk/give-back', {}).catch(() => null);
    },
  };
}

function entrustedIn(body: TerminalStateAnswer): Duty | 'lost' | null {
  const read = stateAnswer.safeParse(body);
  return read.success ? (read.data.entrusted?.duty ?? null) : 'lost';
}
