/**
 * Which program a kiosk's unit runs, and which one is started next. The agent that serves voters is never replaced: a vote
 * may be in its middle, and what its machine lacks later (a clock that turns wrong, settings that do not read any more) is
 * for its next start. A guard that begins anew finds what runs, and leaves it (docs/decisions/048-kiosk-once-it-serves.md).
 */

/** The agent, or the screen of what is lacking (kiosk/agent/main.ts, tell.ts). */
export type Program = 'main.ts' | 'tell.ts';

const agents = '/opt/isoloir/kiosk/agent/';
const programs: readonly Program[] = ['main.ts', 'tell.ts'];

/** The program of the unit's process, by its command as /proc tells it (proc(5), cmdline); null when none of ours runs. */
export function runningProgram(command: string): Program | null {
  const [, ...given] = command.split('\0');
  // Behind flags of Node's own.
  const script = given.find((each) => !each.startsWith('--'));
  return programs.find((program) => script === agents + program) ?? null;
}

/** What to start now; null to leave what runs. @param isReady whether the machine lacks nothing. */
export function nextProgram(running: Program | null, isReady: boolean): Program | null {
  const wanted = isReady ? 'main.ts' : 'tell.ts';
  return running === 'main.ts' || running === wanted ? null : wanted;
}
