/**
 * What `web` tells the watch of `clock`: what the election is, that it is alive and where its journal ends, the moments at
 * which a checkpoint is due, the verdict of a check of the seal. A clock that does not answer hinders nothing here.
 */
import { randomBytes } from 'node:crypto';
import { minutesOfDay } from '../../core/dossier/alerts.ts';
import type { WatchSettings } from '../clock/watch-interface.ts';
import { contestWords } from '../role-words.ts';
import { PeerError } from '../socket.ts';
import { failedLogins } from './attempt-tally.ts';
import { dossierOf, type Context } from './context.ts';
import { kiosksSeen } from './kiosk-states.ts';

const instance = randomBytes(8).toString('hex');

export async function tellElection(context: Context): Promise<void> {
  await context.clock.watch(settingsOf(context));
}

function settingsOf(context: Pick<Context, 'election' | 'site'>): WatchSettings {
  const dossier = dossierOf(context);
  return {
    organisation: dossier.organisation.name,
    title: dossier.title,
    site: context.site,
    opensMs: dossier.calendar.opensMs,
    closesMs: dossier.calendar.closesMs,
    contests: dossier.contests.map((contest) => ({
      contest: contest.id,
      name: contestWords(dossier, contest),
    })),
    electors: dossier.roll.length,
    emails: [...dossier.alerts.emails],
    phones: [...dossier.alerts.phones],
    summaryMinutes: dossier.alerts.summaryHours.map(minutesOfDay),
    // Mails pass through the gateway of the employer.
    figuresInMails: dossier.rights.direction.includes('turnout'),
  };
}

/** A sign of life. @param at entry whose hash is asked for, as the last beat answered; answers the next one. */
export async function beat(
  { clock, election }: Pick<Context, 'clock' | 'election'>,
  at: number,
): Promise<number> {
  const { sequence, hash } = election.journal.head();
  const { passwords, oneTimeCodes } = failedLogins();
  const next = await clock.beat({
    instance,
    journal: { head: { sequence, hash }, at, hashAt: election.journal.hashAt(at) },
    roleFailures: passwords,
    oneTimeFailures: oneTimeCodes,
    kiosks: kiosksSeen(election),
  });
  return next.at;
}

/** The seal is made whether or not the clock can sign a checkpoint at once: it signs one every hour. */
export async function checkpointAtSealing(context: Context): Promise<void> {
  const { sequence, hash } = context.election.journal.head();
  await orNothing(async () => {
    await tellElection(context);
    await context.clock.checkpoint({ reason: 'sealing', journal: { head: { sequence, hash } } });
  });
}

export async function tellSealCheck({ clock }: Pick<Context, 'clock'>, same: boolean): Promise<void> {
  await orNothing(() => clock.sealChecked({ same }));
}

async function orNothing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
  }
}
