/** `isoloir rehearse DIR --out OUT [--seed N] [--turnout PERCENT] [--browser]`: plays a whole election of a dossier. */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { rehearse as play, type Rehearsal } from '../rehearsal/rehearse.ts';
import { RehearsalFailure } from '../rehearsal/site-session.ts';
import { voteAll } from '../rehearsal/voters.ts';
import { readArguments } from './arguments.ts';
import { CommandError, progress, type Io } from './io.ts';
import { readDossierFor } from './read-dossier.ts';

const usage = 'Usage : isoloir rehearse DIR --out OUT [--seed N] [--turnout POURCENT] [--browser] [--json]';

export async function rehearse(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      turnout: { type: 'string', default: '70' },
      browser: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    usage,
  );
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1 || values.out === undefined)
    throw new CommandError(usage);
  const turnout = Number(values.turnout);
  if (!Number.isInteger(turnout) || turnout < 0 || turnout > 100)
    throw new CommandError('La participation (« --turnout ») est un nombre entier de 0 à 100.');
  const out = resolve(values.out);
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new CommandError(`${values.out} n’est pas vide : donnez un dossier nouveau pour les résultats.`);
  const loaded = await readDossierFor(folder, Date.now());

  const startedMs = performance.now();
  const done = await playOrExplain({
    loaded,
    out,
    seed: values.seed,
    turnout,
    voteAll:
      values.browser === true ? (await import('../rehearsal/browser-voters.ts')).voteAllInBrowser : voteAll,
    onStage: (text) => io.stderr(`${text}…\n`),
    onVote: progress(io, process.stderr.isTTY, 'Votes'),
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const megabytes = done.peakMemory / 1_000_000;
  if (values.json === true) {
    io.stdout(
      `${JSON.stringify({ ok: true, ...done, seconds: Number(seconds.toFixed(1)), megabytes: Math.round(megabytes), out: values.out })}\n`,
    );
  } else {
    io.stdout(
      `Répétition réussie : ${done.votes} votes, ${done.archives} archives, ${done.documents} documents. Les résultats sont ceux des votes exprimés.\n` +
        `Durée ${seconds.toFixed(1)} s ; mémoire ${megabytes.toFixed(0)} Mo pour les processus de l’appareil ensemble. Résultats dans ${values.out}.\n`,
    );
  }
  return 0;
}

async function playOrExplain(rehearsal: Rehearsal) {
  try {
    return await play(rehearsal);
  } catch (error) {
    if (error instanceof RehearsalFailure)
      throw new CommandError(`La répétition a échoué : ${error.message}.`, 1);
    throw error;
  }
}
