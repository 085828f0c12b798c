/**
 * What a command is given to speak: answers on stdout, everything for people on stderr. Exit codes: 0 fine, 1 the
 * answer is no, 2 usage or unreadable input. `CommandError` carries the sentence to show and the code.
 */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A bar on a terminal, with the time left; elsewhere one line when each stage ends. */
export function progress(io: Io, isTerminal: boolean, label: string): (done: number, total: number) => void {
  const startedMs = performance.now();
  let shown = -1;
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    if (percent === shown) return;
    shown = percent;
    const finished = done >= total;
    if (!isTerminal) {
      if (finished) io.stderr(`${label} : ${total}\n`);
      return;
    }
    const leftSeconds = done === 0 ? 0 : ((performance.now() - startedMs) / done / 1000) * (total - done);
    const bar = '█'.repeat(Math.floor(percent / 4)).padEnd(25, '░');
    const left = finished
      ? `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
      : `reste ${Math.ceil(leftSeconds)} s`;
    io.stderr(`\r${label.padEnd(28)} ${bar} ${done}/${total}, ${left}   ${finished ? '\n' : ''}`);
  };
}
