/**
 * What a kiosk is told (`terminal.json` on a small disk labelled ISOLOIR, then `/data/settings.json`): its appliance, and
 * how this machine differs from others. Nothing of it is secret.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { isLabel } from '../../../../core/terminal/label.ts';

const terminalSchema = z.strictObject({
  format: z.literal(1),
  /** Of the appliance's terminals: the port that follows the site's. */
  appliance: z
    .url({ protocol: /^https$/ })
    .refine((text) => text === new URL(text).origin, 'an address without a path'),
  /** SHA-256 of the certificate of its authority: any other is refused. */
  authority: z.string().regex(/^[0-9a-f]{64}$/),
  // Quoted when the agent's unit is started with it.
  label: z.string().refine((text) => isLabel(text) && !text.includes("'")),
  keyboard: z.enum(['fr', 'us', 'be', 'ch']).default('fr'),
  /** The only output of sound is a headphone, though the system does not know its jack. */
  headphones: z.boolean().default(false),
  /** A printer of receipts is plugged in: by USB, of its class, ESC/POS. */
  printer: z.boolean().default(false),
  /** Where the screen does not say it itself. */
  pixelsPerMm: z.number().min(1.5).max(16).optional(),
  /** Servers of authenticated time (NTS). None: the clock is set by hand. */
  timeServers: z
    .array(z.string().regex(/^[a-z0-9.-]+$/))
    .max(8)
    .default([]),
});
export type TerminalSettings = z.infer<typeof terminalSchema>;

const kept = '/data/settings.json';

/** Null when the text is no such file. */
export function parseTerminal(text: string): TerminalSettings | null {
  try {
    const read = terminalSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export function readKept(): TerminalSettings | null {
  return existsSync(kept) ? parseTerminal(readFileSync(kept, 'utf8')) : null;
}

export function keep(settings: TerminalSettings): void {
  writeFileSync(`${kept}.part`, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  renameSync(`${kept}.part`, kept);
}

export const portOf = ({ appliance }: TerminalSettings): number => Number(new URL(appliance).port || 443);

/** The agent's arguments beside those of its unit, as systemd splits them. */
export function argumentsOf(settings: TerminalSettings): string {
  const { appliance, authority, label, headphones, printer, pixelsPerMm } = settings;
  return [
    ...[
      '--appliance',
      appliance,
      '--authority',
      authority,
      '--label',
      `"${label}"`,
      '--state',
      '/data/kiosk',
    ],
    ...(headphones ? ['--headphones'] : []),
    ...(printer ? ['--printer', '/dev/usb/lp0'] : []),
    ...(pixelsPerMm === undefined ? [] : ['--pixels-per-mm', String(pixelsPerMm)]),
  ].join(' ');
}
