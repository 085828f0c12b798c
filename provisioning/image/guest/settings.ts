/**
 * The answers of the installation (`installation.json` on a small disk labelled ISOLOIR, then `/data/settings.json`), and
 * what the processes are told of them at each start. Secret here: a mail gateway's password; a
 * certificate's key, which is not kept once installed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readNetwork } from './network-line.ts';

const pem = z
  .string()
  .max(65_536)
  .regex(/^-----BEGIN [A-Z ]+-----/);

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
  mail: z.strictObject({ url: z.url({ protocol: /^smtps?$/ }), from: z.email() }).optional(),
  /** As it is typed on the console (network-line.ts); DHCP when it is not said. */
  network: z
    .string()
    .max(200)
    .refine((line) => readNetwork(line).ok, 'a line of network-line.ts')
    .optional(),
  /** Servers of authenticated time (NTS). None: the clock is set by hand. */
  timeServers: z
    .array(z.string().regex(/^[a-z0-9.-]+$/))
    .max(8)
    .default([]),
  /** Of the organisation, in PEM; a request, without `chain`, waits for its own. Without it, the appliance's own authority. */
  certificate: z.strictObject({ key: pem, request: pem.optional(), chain: pem.optional() }).optional(),
  /** Names what is secret in this file, for who keeps it. */
  secrets: z.array(z.string().max(40)).max(8).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const keptSettings = '/data/settings.json';

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

/** For systemd, which gives them to the processes. */
export function tellProcesses({ host, mail }: Settings, hasChip: boolean): void {
  const lines = [
    `ISOLOIR_HOST=${host}`,
    'ISOLOIR_PORT=8443',
    'ISOLOIR_LISTEN=0.0.0.0',
    ...(hasChip ? ['ISOLOIR_TPM=device:/dev/tpmrm0'] : []),
    ...(mail === undefined ? [] : [`ISOLOIR_SMTP=${mail.url}`, `ISOLOIR_MAIL_FROM=${mail.from}`]),
  ];
  writeFileSync('/run/isoloir/settings', `${lines.join('\n')}\n`, { mode: 0o600 });
}
