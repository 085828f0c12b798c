/**
 * New settings of a machine that is installed: `reglages.json` on the disk ISOLOIR, read when the machine starts, gives it
 * another network, other gateways, another token of the supervision, other servers of time (decision 043). What it does not name stays; what it names is kept,
 * and the journal says that it changed. A file that is wrong starts nothing until it is corrected or taken out.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { settingsSchema, type Settings } from './settings.ts';

const { mail, sms, metricsToken, network, timeServers } = settingsSchema.shape;
/** `null` takes a gateway, or the token of the supervision, away. */
const newSettingsSchema = z.strictObject({
  format: z.literal(1),
  network,
  mail: mail.nullable(),
  sms: sms.nullable(),
  metricsToken: metricsToken.nullable(),
  timeServers: timeServers.unwrap().optional(),
});

/** `fields`: where the file is wrong, as it names them; empty when it is no JSON at all. */
export interface WrongSettings {
  readonly fields: readonly string[];
}

/** @param given the text of the file, null when there is none. @returns the same settings when nothing changes. */
export function renewed(settings: Settings, given: string | null): Settings | WrongSettings {
  if (given === null) return settings;
  const read = newSettingsSchema.safeParse(parsed(given));
  if (!read.success) return { fields: [...new Set(read.error.issues.flatMap(fieldsOf))] };
  const next = Object.entries({ ...settings, ...read.data }).filter(([, value]) => value !== null);
  const kept = settingsSchema.parse(Object.fromEntries(next));
  return isDeepStrictEqual(kept, settings) ? settings : kept;
}

function fieldsOf({ path, ...issue }: z.core.$ZodIssue): string[] {
  const at = path.join('.');
  if (issue.code !== 'unrecognized_keys') return at === '' ? [] : [at];
  return issue.keys.map((key) => (at === '' ? key : `${at}.${key}`));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
