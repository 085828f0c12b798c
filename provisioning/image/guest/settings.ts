/**
 * The answers of the installation (`installation.json` on a small disk labelled ISOLOIR, then `/data/settings.json`), and
 * what the processes are told of them at each start. What is taken here, each process takes (appliance/config.ts): a file
 * that is wrong starts nothing. Secret here: a mail gateway's password, a header of the short messages'
 * gateway; a certificate's key, which is not kept once installed.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { headerOf, isTemplate } from '../../../core/watch/sms-template.ts';
import { readNetwork } from './network-line.ts';

const pem = z
  .string()
  .max(65_536)
  .regex(/^-----BEGIN [A-Z ]+-----/);

const oneLine = z.string().regex(/^[^\p{Cc}]{1,500}$/u);

/** Names its machine, on one line, and its account can be read. */
const gateway = (protocol: RegExp) =>
  z
    .url({ protocol })
    .regex(/^[^\s\p{Cc}]{1,4000}$/u)
    .refine(namesMachine, 'an address with the name of its machine');

export const settingsSchema = z.strictObject({
  format: z.literal(1),
  mode: z.enum(['demonstration', 'real']),
  /** The name by which the site is reached. */
  host: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/),
  /**
   * One's own, in the folder `dossier` beside this file; a backup to bring back, in the folder `restauration`; or an
   * example of provisioning/dossiers.
   */
  dossier: z.enum(['own', 'restore', 'domitia', 'gepor']),
  /** Whose holders open the backup of a sealed round. */
  bureau: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/)
    .optional(),
  /** The printer's `age1…` key; for a real election. */
  printer: z
    .string()
    .regex(/^age1[02-9ac-hj-np-z]{58}$/)
    .optional(),
  mail: z.strictObject({ url: gateway(/^smtps?$/), from: z.email() }).optional(),
  sms: z
    .strictObject({
      url: gateway(/^https$/),
      header: oneLine.refine((line) => headerOf(line) !== null, 'a header of sms-template.ts').optional(),
      template: oneLine.refine(isTemplate, 'a template of sms-template.ts'),
    })
    .optional(),
  /** As it is typed on the console (network-line.ts); DHCP when it is not said. */
  network: z
    .string()
    .max(200)
    .refine((line) => readNetwork(line).ok, 'a line of network-line.ts')
    .optional(),
  /** Servers of authenticated time (NTS). None: the clock is set by hand. */
  timeServers: z
    .array(z.string().regex(/^[a-z0-9.-]{1,253}$/))
    .max(8)
    .default([]),
  /** Of the organisation, in PEM; a request, without `chain`, waits for its own. Without it, the appliance's own authority. */
  certificate: z.strictObject({ key: pem, request: pem.optional(), chain: pem.optional() }).optional(),
  /** Names what is secret in this file, for who keeps it. */
  secrets: z.array(z.string().max(40)).max(8).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

function namesMachine(text: string): boolean {
  try {
    const { hostname, port, username, password } = new URL(text);
    for (const each of [username, password]) decodeURIComponent(each);
    return hostname !== '' && port !== '0';
  } catch {
    return false;
  }
}

const keptSettings = '/data/settings.json';

/** Null when the text is no such file. */
export function parseSettings(text: string): Settings | null {
  try {
    const read = settingsSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export function readKept(): Settings | null {
  return existsSync(keptSettings) ? parseSettings(readFileSync(keptSettings, 'utf8')) : null;
}

/** Whole or not at all. */
export function keepSettings(settings: Settings): void {
  writeFileSync(`${keptSettings}.part`, `${JSON.stringify(settings)}\n`, { mode: 0o600, flush: true });
  renameSync(`${keptSettings}.part`, keptSettings);
}

/** For systemd, which gives them to the processes; what the gateways are told, to `clock` alone. */
export function tellProcesses(settings: Settings, hasChip: boolean, folder = '/run/isoloir'): void {
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  write('settings', [
    `ISOLOIR_HOST=${settings.host}`,
    'ISOLOIR_PORT=8443',
    'ISOLOIR_LISTEN=0.0.0.0',
    ...(hasChip ? ['ISOLOIR_TPM=device:/dev/tpmrm0'] : []),
  ]);
  write('settings-clock', [...mailLines(settings), ...smsLines(settings), ...machineLines(settings)]);
}

function mailLines({ mail }: Settings): string[] {
  return mail === undefined
    ? []
    : [`ISOLOIR_SMTP=${quoted(mail.url)}`, `ISOLOIR_MAIL_FROM=${quoted(mail.from)}`];
}

function smsLines({ sms }: Settings): string[] {
  if (sms === undefined) return [];
  const { url, header, template } = sms;
  return [
    `ISOLOIR_SMS_URL=${quoted(url)}`,
    `ISOLOIR_SMS_TEMPLATE=${quoted(template)}`,
    ...(header === undefined ? [] : [`ISOLOIR_SMS_HEADER=${quoted(header)}`]),
  ];
}

/** For the journal, which says when they change. */
function machineLines({ network = 'dhcp', timeServers }: Settings): string[] {
  return [`ISOLOIR_NETWORK=${quoted(network)}`, `ISOLOIR_TIME_SERVERS=${quoted(timeServers.join(' '))}`];
}

/** As systemd reads it back (systemd.exec(5), EnvironmentFile). */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
