/**
 * What the outside decides for a process: the only reader of process.env. A missing or wrong variable stops the
 * process with a sentence that names it.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { MailConfig } from './clock/mail-gateway.ts';
import type { SmsConfig } from './clock/sms-gateway.ts';
import { headerOf, isTemplate } from '../core/watch/sms-template.ts';
import type { MeetingPlaces } from './data-folder.ts';

const port = z.coerce.number().int().min(1).max(65535);

const schema = z.object({
  /** The data folder. */
  ISOLOIR_DATA: z.string().min(1),
  ISOLOIR_PROCESS: z.enum(['web', 'roll', 'urn', 'codes', 'clock', 'attestation']),
  ISOLOIR_HOST: z.string().min(1).default('localhost'),
  ISOLOIR_PORT: port.default(8443),
  /** Of the terminals (token stations, kiosks); the one after the site's when not given. */
  ISOLOIR_TERMINAL_PORT: port.optional(),
  /** The organisation's mail gateway, `smtp://` or `smtps://`, with who it must be told; beside it, the sender. */
  ISOLOIR_SMTP: z.url({ protocol: /^smtps?$/ }).optional(),
  ISOLOIR_MAIL_FROM: z.email().optional(),
  /** PEM file of an authority that the gateway's certificate is under, when the system does not know it. */
  ISOLOIR_SMTP_CA: z.string().min(1).optional(),
  /** The organisation's gateway of short messages: its address, a header line that it wants, what it is sent. */
  ISOLOIR_SMS_URL: z.url({ protocol: /^https$/ }).optional(),
  ISOLOIR_SMS_HEADER: z
    .string()
    .refine((line) => headerOf(line) !== null)
    .optional(),
  ISOLOIR_SMS_TEMPLATE: z.string().refine(isTemplate).optional(),
  ISOLOIR_SMS_CA: z.string().min(1).optional(),
  /** The machine's security chip, as tpm2-tools name it (`device:/dev/tpmrm0`); without it, nothing proves what was started. */
  ISOLOIR_TPM: z.string().min(1).optional(),
  /** In the system image, for the journal alone: what network and which servers of time the machine was given. */
  ISOLOIR_NETWORK: z.string().max(200).default(''),
  ISOLOIR_TIME_SERVERS: z.string().max(4_000).default(''),
  /** In the system image: when somebody vouched for a clock that had gone back, by that clock, and by how many seconds at most. */
  ISOLOIR_CLOCK_BACK: z
    .string()
    .regex(/^\d{13} \d{1,12}$/)
    .optional(),
  /** In the system image, where each process has a data folder of its own: see MeetingPlaces. */
  ISOLOIR_SOCKETS: z.string().min(1).optional(),
  ISOLOIR_SHARED: z.string().min(1).optional(),
  /** The address that the site listens on, when it is not its name. */
  ISOLOIR_LISTEN: z.string().min(1).optional(),
  /** File of the token that the organisation's supervision shows to read `/metrics`; without it, there is none. */
  ISOLOIR_METRICS_TOKEN_FILE: z.string().min(1).optional(),
  /** A crash point (see crash-points.ts); refused by a data folder in real mode. */
  ISOLOIR_CRASH: z.string().optional(),
});

/** Set by the container's image: everything there runs as one user, which separates nothing. */
export function isInContainer(): boolean {
  return process.env['ISOLOIR_CONTAINER'] !== undefined;
}

/** Those whose values may leave the machine, as they are only numbers. */
const shown: ReadonlySet<string> = new Set(['ISOLOIR_PORT', 'ISOLOIR_TERMINAL_PORT', 'ISOLOIR_WEBS']);

/** Which settings are given here, without what they are, but for ports: for a support team. */
export function givenSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => Object.hasOwn(schema.shape, name) || shown.has(name))
      .map(([name, value = '']) => [name, shown.has(name) && /^\d{1,5}$/.test(value) ? value : 'donné']),
  );
}

/** Of the machine that the guard of the image sets up; empty where there is none. */
export interface MachineSettings {
  readonly network: string;
  readonly time: string;
}

/** A clock that had gone back while nothing ran, vouched for at a start. */
export interface ClockBack {
  readonly confirmedMs: number;
  readonly seconds: number;
}

export interface Config {
  readonly dataPath: string;
  readonly process: 'web' | 'roll' | 'urn' | 'codes' | 'clock' | 'attestation';
  readonly host: string;
  readonly port: number;
  readonly terminalPort: number;
  readonly mail: MailConfig | null;
  readonly sms: SmsConfig | null;
  readonly machine: MachineSettings;
  readonly clockBack: ClockBack | null;
  readonly tpm: string | null;
  readonly metricsToken: string | null;
  readonly crashAt: string | null;
  readonly apart: MeetingPlaces | null;
  readonly listen: string;
}

export function readConfig(): Config {
  const read = schema.safeParse(process.env);
  if (!read.success) {
    const names = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`Réglage manquant ou faux : ${names}.`);
  }
  const env = read.data;
  if ((env.ISOLOIR_SMTP === undefined) !== (env.ISOLOIR_MAIL_FROM === undefined))
    throw new Error('Réglage manquant : ISOLOIR_SMTP et ISOLOIR_MAIL_FROM vont ensemble.');
  if ((env.ISOLOIR_SMS_URL === undefined) !== (env.ISOLOIR_SMS_TEMPLATE === undefined))
    throw new Error('Réglage manquant : ISOLOIR_SMS_URL et ISOLOIR_SMS_TEMPLATE vont ensemble.');
  if ((env.ISOLOIR_SOCKETS === undefined) !== (env.ISOLOIR_SHARED === undefined))
    throw new Error('Réglage manquant : ISOLOIR_SOCKETS et ISOLOIR_SHARED vont ensemble.');
  return {
    dataPath: env.ISOLOIR_DATA,
    process: env.ISOLOIR_PROCESS,
    host: env.ISOLOIR_HOST,
    port: env.ISOLOIR_PORT,
    terminalPort: env.ISOLOIR_TERMINAL_PORT ?? env.ISOLOIR_PORT + 1,
    mail: mailOf(env),
    sms: smsOf(env),
    machine: { network: env.ISOLOIR_NETWORK, time: env.ISOLOIR_TIME_SERVERS },
    clockBack: clockBackOf(env.ISOLOIR_CLOCK_BACK),
    tpm: env.ISOLOIR_TPM ?? null,
    metricsToken: metricsTokenOf(env),
    crashAt: env.ISOLOIR_CRASH ?? null,
    apart: placesOf(env),
    listen: env.ISOLOIR_LISTEN ?? env.ISOLOIR_HOST,
  };
}

function clockBackOf(told: string | undefined): ClockBack | null {
  if (told === undefined) return null;
  const [confirmedMs, seconds] = told.split(' ').map(Number) as [number, number];
  return { confirmedMs, seconds };
}

function placesOf(env: z.infer<typeof schema>): MeetingPlaces | null {
  const { ISOLOIR_SOCKETS: sockets, ISOLOIR_SHARED: shared } = env;
  return sockets === undefined || shared === undefined ? null : { sockets, shared };
}

function mailOf(env: z.infer<typeof schema>): MailConfig | null {
  const { ISOLOIR_SMTP: url, ISOLOIR_MAIL_FROM: from, ISOLOIR_SMTP_CA: file } = env;
  if (url === undefined || from === undefined) return null;
  return { url, from, authority: file === undefined ? null : readFileSync(file, 'utf8') };
}

function smsOf(env: z.infer<typeof schema>): SmsConfig | null {
  const { ISOLOIR_SMS_URL: url, ISOLOIR_SMS_TEMPLATE: template, ISOLOIR_SMS_CA: file } = env;
  if (url === undefined || template === undefined) return null;
  const authority = file === undefined ? null : readFileSync(file, 'utf8');
  return { url, template, header: env.ISOLOIR_SMS_HEADER ?? null, authority };
}

/** Long enough that nobody finds it; of characters that fit in a header. */
function metricsTokenOf({ ISOLOIR_METRICS_TOKEN_FILE: file }: z.infer<typeof schema>): string | null {
  if (file === undefined) return null;
  const token = readFileSync(file, 'utf8').trim();
  if (!/^[\w.~+/=-]{32,}$/.test(token))
    throw new Error(
      `Le jeton de ${file} compte au moins 32 lettres et chiffres, sans espace : tirez-le au hasard.`,
    );
  return token;
}
