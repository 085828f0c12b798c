/**
 * Which program a kiosk's unit runs, and which one is started next. The agent that serves voters is never replaced: a vote
 * may be in its middle, and what its machine lacks later (a clock that turns wrong, settings that do not read any more) is
 * for its next start. A guard that begins anew finds what runs, and leaves it (docs/decisions/048-kiosk-once-it-serves.md).
 */

/** The agent, or the screen of what is lacking (kiosk/agent/main.ts, tell.ts). */
export type Program = 'main.ts' | 'tell.ts';

/** What the unit is started with, as systemd reads it (isoloir-kiosk.service, EnvironmentFile). */
export function unitFile(program: Program, args: string): string {
  return `ISOLOIR_PROGRAM=${program}\nISOLOIR_ARGUMENTS='${args}'\n`;
}

/** The program of a unit that runs; null when none does. @param told the file that it was started with, null for none. */
export function runningProgram(told: string | null, isActive: boolean): Program | null {
  const [, program = ''] = /^ISOLOIR_PROGRAM=(main\.ts|tell\.ts)$/m.exec(told ?? '') ?? [];
  return isActive && program !== '' ? (program as Program) : null;
}

/** What to start now; null to leave what runs. @param isReady whether the machine lacks nothing. */
export function nextProgram(running: Program | null, isReady: boolean): Program | null {
  const wanted = isReady ? 'main.ts' : 'tell.ts';
  return running === 'main.ts' || running === wanted ? null : wanted;
}
