/**
 * What every ceremony of a station asks in the same way: a question that may always be left, and the moment to let the
 * pages show what changed. Leaving goes back to the station's home, wherever one was.
 */
import type { Random } from '../../core/random.ts';
import type { Port } from '../../core/port.ts';
import type { MeasuredFile } from '../../core/sealing/measurement.ts';
import type { Timer, TokenPort } from '../../core/tokens/transport.ts';
import type { Link } from '../terminal/link.ts';
import type { Answer, Choice, Desk, Scene } from './desk.ts';

/** The operator left the ceremony; caught by the home of the station alone. */
export class Left extends Error {}

/** The bureau leaves the kiosk that was its station; caught by the session alone. */
export class GivenBack extends Error {}

/** What a holder's turn takes: the desk and the tokens, and no appliance. */
export interface HolderTalk {
  readonly desk: Desk;
  readonly tokens: TokenPort;
  readonly timer: Timer;
  readonly random: Random;
}

/** What a ceremony has at hand. */
export interface Talk extends HolderTalk {
  /** To the appliance. */
  readonly port: Port;
  /** Something public of the appliance. */
  readonly get: Link['get'];
  /** The program as this machine has it, file by file; takes seconds. */
  readonly ownProgram: () => Promise<readonly MeasuredFile[]>;
  /** This machine's own clock. */
  readonly now: () => number;
}

const leave: Choice = { id: 'leave', label: 'Arrêter et revenir à l’accueil', quiet: true, skips: true };

/** Asks; the operator may always leave. */
export async function ask(talk: Pick<Talk, 'desk'>, scene: Scene): Promise<Answer> {
  const answer = await talk.desk.ask(withLeave(scene));
  return stayed(answer);
}

/** Null when something happened elsewhere first. */
export async function askUntil(
  talk: Pick<Talk, 'desk'>,
  scene: Scene,
  elsewhere: Promise<unknown>,
): Promise<Answer | null> {
  const answer = await talk.desk.askUntil(withLeave(scene), elsewhere);
  return answer === null ? null : stayed(answer);
}

function withLeave(scene: Scene): Scene {
  return { ...scene, choices: [...(scene.choices ?? []), leave] };
}

function stayed(answer: Answer): Answer {
  if (answer.choice === leave.id) throw new Left();
  return answer;
}

/** Lets the pages follow. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
