/**
 * Arguments of a command: only the options it knows, each with its value; anything else is a usage error in words
 * that shows how the command is written.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { MeetingPlaces } from '../data-folder.ts';
import { CommandError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

export function readArguments<const O extends Options>(args: string[], options: O, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch {
    const known = new Set(Object.keys(options).map((name) => `--${name}`));
    const wrong = args.find((each) => each.startsWith('-') && !known.has(each.split('=', 1)[0] ?? ''));
    const why =
      wrong === undefined ? 'Une option n’a pas la valeur attendue.' : `Option inconnue : « ${wrong} ».`;
    throw new CommandError(`${why}\n${usage}`);
  }
}

/** A TCP port, or the usual one; two more after it must exist, for the terminals and the station. */
export function readPort(given: string | undefined): number {
  const port = Number(given ?? '8443');
  if (Number.isInteger(port) && port > 0 && port < 65_534) return port;
  throw new CommandError(`« ${given ?? ''} » n’est pas un numéro de port (de 1 à 65533).`);
}

/** Options of a command that runs where each process has a folder of its own. */
export const placesOptions = { sockets: { type: 'string' }, shared: { type: 'string' } } as const;

/** Null elsewhere. */
export function readPlaces(
  { sockets, shared }: { readonly sockets?: string | undefined; readonly shared?: string | undefined },
  usage: string,
): MeetingPlaces | null {
  if ((sockets === undefined) !== (shared === undefined)) throw new CommandError(usage);
  return sockets === undefined || shared === undefined ? null : { sockets, shared };
}
