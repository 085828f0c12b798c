/** What the build says while it works: one line a step with its time, on the error output. */
import { spawnSync } from 'node:child_process';

/** A build that cannot go on; the message is for the person who asked for it. */
export class BuildError extends Error {}

/** A program that ended otherwise than well. */
export class ProgramFailure extends BuildError {
  /** Its exit status; null when a signal ended it. */
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

const say = (text: string) => void process.stderr.write(text);
const seconds = (fromMs: number) => `${((performance.now() - fromMs) / 1000).toFixed(1)} s`;

/** Numbers the steps and tells the time of each, and of all. */
export class Progress {
  readonly #started = performance.now();
  readonly #steps: number;
  #done = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  async step<Value>(
    name: string,
    run: (note: (text: string) => void) => Value | Promise<Value>,
  ): Promise<Value> {
    this.#done += 1;
    const [from, head] = [performance.now(), `[${this.#done}/${this.#steps}] ${name}`];
    let noted = '';
    say(`${head}…\n`);
    const value = await run((text) => (noted = text));
    say(`${head} : ${noted === '' ? '' : `${noted}, `}${seconds(from)}\n`);
    return value;
  }

  total(): string {
    return seconds(this.#started);
  }
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** An open file that it reads as its input. */
  readonly input?: number;
}

/** Runs a program to its end; its output is given back, its failure told. Its surroundings are fixed: no name, language or hour of this machine. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, ...options }: RunOptions = {},
): string {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: [input ?? 'ignore', 'pipe', 'pipe'],
    ...options,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC', ...options.env },
  });
  if (done.error !== undefined)
    throw new BuildError(`« ${program} » ne se lance pas : ${done.error.message}`);
  if (done.status !== 0)
    throw new ProgramFailure(
      `« ${program} ${args.join(' ')} » a échoué (${done.status ?? 'arrêté'}) :\n${done.stderr}`,
      done.status,
    );
  return done.stdout;
}
