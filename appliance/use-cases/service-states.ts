/**
 * Whether each part of the appliance works, as one look tells (Domitia annex 3 §5: « l’état de fonctionnement du système
 * principal »): the processes answer, the disk has room, the certificate lasts. A sign of life, no verdict: what lasts or
 * comes back is for the watch. Nothing here counts votes; free space is told in steps, since each vote takes some.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import type { OutboxState, Way } from '../clock/outbox.ts';
import { PeerError } from '../socket.ts';
import { dossierOf, type Context } from './context.ts';
import { roundCalendar } from './vote-calendar.ts';

export type ServiceState =
  /** `processes`: how many answer for the pages; null when the watch does not say. */
  | { readonly service: 'web'; readonly answers: boolean; readonly processes: number | null }
  | { readonly service: 'roll' | 'urn' | 'codes' | 'clock'; readonly answers: boolean }
  /** Words of the watch; null when it does not say. No line of telephones when the dossier names none. */
  | { readonly service: Way; readonly outbox: OutboxState | null; readonly hasRecipients: boolean }
  | { readonly service: 'disk'; readonly room: 'enough' | 'low' | 'full' }
  | { readonly service: 'certificate'; readonly endsMs: number | null; readonly lasts: boolean };

const mebibyte = 1024 ** 2;

export async function serviceStates(context: Context): Promise<ServiceState[]> {
  const { roll, urn, codes, clock } = context;
  const answers = await Promise.all([
    doesAnswer(() => roll.vitals({ at: 0 })),
    doesAnswer(() => urn.vitals({ at: 0 })),
    doesAnswer(() => codes.vitals({ at: 0 })),
    doesAnswer(() => clock.sealKey({})),
  ]);
  const watch = await orNull(() => clock.state({}));
  const { emails, phones } = dossierOf(context).alerts;
  return [
    // Whoever reads this page was answered by one of them, which the watch may not have heard yet.
    { service: 'web', answers: true, processes: watch === null ? null : Math.max(1, watch.webProcesses) },
    ...(['roll', 'urn', 'codes', 'clock'] as const).map((service, index) => ({
      service,
      answers: answers[index] === true,
    })),
    { service: 'disk', room: roomOf(context) },
    certificateOf(context),
    { service: 'mail', outbox: watch?.outbox.mail ?? null, hasRecipients: emails.length > 0 },
    ...(phones.length === 0
      ? []
      : [{ service: 'sms' as const, outbox: watch?.outbox.sms ?? null, hasRecipients: true }]),
  ];
}

export function isWell(state: ServiceState): boolean {
  if (state.service === 'disk') return state.room === 'enough';
  if ('outbox' in state) return (state.outbox?.unsent ?? 0) === 0;
  return state.service === 'certificate' ? state.lasts : state.answers;
}

async function doesAnswer(ask: () => Promise<unknown>): Promise<boolean> {
  return (await orNull(async () => (await ask(), true))) ?? false;
}

async function orNull<Value>(ask: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}

/** The thresholds at which the watch warns (core/watch/machine.ts). */
function roomOf({ data }: Pick<Context, 'data'>): 'enough' | 'low' | 'full' {
  const { bavail, bsize } = statfsSync(data.path);
  const free = bavail * bsize;
  if (free >= 1024 * mebibyte) return 'enough';
  return free >= 256 * mebibyte ? 'low' : 'full';
}

/** It must last until the vote is over. Missing or unreadable, no `web` could have started with it. */
function certificateOf(context: Context): ServiceState {
  const path = context.data.file('tls', 'server.crt');
  let endsMs: number;
  try {
    endsMs = new X509Certificate(readFileSync(path)).validToDate.getTime();
  } catch {
    return { service: 'certificate', endsMs: null, lasts: false };
  }
  const { closesMs, graceMs } = roundCalendar(context, dossierOf(context));
  const neededMs = Math.max(context.data.now(), closesMs + graceMs);
  return { service: 'certificate', endsMs, lasts: endsMs > neededMs };
}
