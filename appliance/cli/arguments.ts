/**
 * Arguments of a command: only the options it knows, each with its value; anything else is a usage error in words
 * that shows how the command is written.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
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
