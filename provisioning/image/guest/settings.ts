/**
 * The answers of the installation (`installation.json` on a small disk labelled ISOLOIR, then `/data/settings.json`). What
 * is taken here, each process takes (tell-processes.ts, appliance/config.ts): a file that is wrong starts nothing. Secret
 * here: a mail gateway's password, a header of the short messages' gateway, the token of the supervision; a certificate's key, which is not kept once
 * installed.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { certificateBlocks, isOnlyCertificates } from '../../../core/bytes/pem.ts';
import { isGatewayAddress } from '../../../core/watch/gateway-address.ts';
import { headerOf, isTemplate } from '../../../core/watch/sms-template.ts';
import { keepWhole } from './kept-file.ts';
import { readNetwork } from './network-line.ts';

const pem = z
  .string()
  .max(65_536)
  .regex(/^-----BEGIN [A-Z ]+-----/);

/** Of an authority of the organisation; several, when it has several. */
const authority = z.string().max(65_536).refine(isAuthority, 'certificates in PEM, and nothing else');

const oneLine = z.string().regex(/^[^\p{Cc}]{1,500}$/u);

const gateway = (protocol: RegExp) =>
  z.url({ protocol }).refine(isGatewayAddress, 'an address of gateway-address.ts');

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
  mail: z
    .strictObject({ url: gateway(/^smtps?$/), from: z.email(), authority: authority.optional() })
    .optional(),
  sms: z
    .strictObject({
      url: gateway(/^https$/),
      header: oneLine.refine((line) => headerOf(line) !== null, 'a header of sms-template.ts').optional(),
      template: oneLine.refine(isTemplate, 'a template of sms-template.ts'),
      authority: authority.optional(),
    })
    .optional(),
  /** Which the organisation's supervision shows to read `/metrics`; without it, there is none. */
  metricsToken: z
    .string()
    .regex(/^[\w.~+/=-]{32,200}$/)
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

function isAuthority(text: string): boolean {
  const blocks = certificateBlocks(text);
  try {
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0 && isOnlyCertificates(text);
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

/** Null where nothing is installed: what cannot be read is never taken for that. */
export function readKept(file = keptSettings): Settings | 'unreadable' | null {
  return existsSync(file) ? (parseSettings(readFileSync(file, 'utf8')) ?? 'unreadable') : null;
}

/** Whole or not at all. */
export function keepSettings(settings: Settings): void {
  keepWhole(keptSettings, `${JSON.stringify(settings)}\n`);
}
