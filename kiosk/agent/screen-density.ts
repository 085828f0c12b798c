/**
 * The real density of the screen, so that capitals and targets have their millimetres: from what the screen itself says
 * (EDID), or as configured.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Pixels a millimetre of the first detailed timing of an EDID (VESA E-EDID 1.4, §3.10.2); null when it does not say, or
 * says what no screen is.
 */
export function densityOfEdid(edid: Uint8Array): number | null {
  if (edid.length < 128) return null;
  const at = (offset: number) => edid[54 + offset] ?? 0;
  if (at(0) === 0 && at(1) === 0) return null;
  const pixels = at(2) | ((at(4) >> 4) << 8);
  const mm = at(12) | ((at(14) >> 4) << 8);
  const density = pixels / mm;
  return mm > 0 && density >= 1.5 && density <= 16 ? density : null;
}

/** Of the screen that is plugged in; null when there is none, or more than one and they differ. */
export function screenDensity(folder = '/sys/class/drm'): number | null {
  const found = new Set(entriesOf(folder).flatMap((name) => densityOf(join(folder, name))));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

function densityOf(connector: string): number[] {
  try {
    if (readFileSync(join(connector, 'status'), 'utf8').trim() !== 'connected') return [];
    const density = densityOfEdid(readFileSync(join(connector, 'edid')));
    return density === null ? [] : [density];
  } catch {
    // Not a connector.
    return [];
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
