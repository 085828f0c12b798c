/**
 * `isoloir hold-trial --data FOLDER --host NAME [--port N] [--listen ADDRESS] [--sockets FOLDER --shared FOLDER]`: holds the
 * trial that the pages ask for, beside an appliance that something else runs, and ends once it is wiped and recorded. In
 * the system image, where each process of the election has a unit of its own, a unit starts this when it is asked for.
 */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readWish } from '../trial-files.ts';
import { placesOptions, readArguments, readPlaces, readPort } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { interruption } from './processes.ts';
import { openOrExplain } from './run.ts';
import { keepTrial } from './trial.ts';

const usage =
  'Usage : isoloir hold-trial --data DOSSIER --host NOM [--port N] [--listen ADRESSE] [--sockets DOSSIER --shared DOSSIER]';
const lookEveryMs = 1_000;

export async function holdTrial(args: string[], _io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { data: text, host: text, port: text, listen: text, ...placesOptions };
  const { values } = readArguments(args, options, usage);
  const { data: path, host, listen } = values;
  if (path === undefined || host === undefined) throw new CommandError(usage);
  const data = openOrExplain(resolve(path), undefined, readPlaces(values, usage));
  const interrupted = interruption();
  const keeper = keepTrial(data, {
    host,
    port: readPort(values.port),
    ...(listen === undefined ? {} : { listen }),
  });
  try {
    while (readWish(data) !== null) await Promise.race([pause(lookEveryMs), interrupted]);
  } finally {
    await keeper.stop();
  }
  return 0;
}
