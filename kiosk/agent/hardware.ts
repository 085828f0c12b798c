/**
 * What a kiosk says of its own machine with each sign of life: screen, readers, power. Read from Linux's /sys and /proc,
 * so that IT sees from afar what is unplugged. Nothing of who uses it: no key, no passage, no counter of either, since a
 * counter that moves beside a kiosk tells who just voted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskHardware } from '../../core/terminal/enrolment.ts';

/** @param root where `sys` and `proc` are; the root folder but in a test. */
export function readHardware(pixelsPerMm: number, root = '/'): KioskHardware {
  const at = (...parts: string[]) => join(root, ...parts);
  return {
    screen: { ...(screenSize(at('sys/class/drm')) ?? { widthPx: null, heightPx: null }), pixelsPerMm },
    keyboards: keyboardsIn(textOf(at('proc/bus/input/devices'))),
    cameras: entriesOf(at('sys/class/video4linux')).length,
    tokens: entriesOf(at('sys/class/hidraw')).filter((name) =>
      isToken(at('sys/class/hidraw', name, 'device/report_descriptor')),
    ).length,
    power: powerOf(at('sys/class/power_supply')),
  };
}

/** Readers of letters are keyboards to Linux, and so are numeric pads: they are counted together. */
export function keyboardsIn(devices: string): number {
  return devices
    .split(/\n\n+/)
    .filter((block) => /^H: Handlers=.*\bkbd\b/m.test(block) && /^N: Name="(?!.*button)/im.test(block))
    .filter((block) => hasLetters(block)).length;
}

/** The keys Q to Enter (16 to 28) of Linux's input codes, as the lowest word of its bitmap tells. */
function hasLetters(block: string): boolean {
  const [, words = ''] = /^B: KEY=(.*)$/m.exec(block) ?? [];
  const lowest = BigInt(`0x${words.trim().split(' ').at(-1) ?? '0'}`);
  const enterAndDigits = (1n << 28n) | (1n << 2n);
  return (lowest & enterAndDigits) === enterAndDigits;
}

/** FIDO's usage page and usage begin the descriptor of its devices. */
function isToken(descriptor: string): boolean {
  try {
    return readFileSync(descriptor)
      .subarray(0, 5)
      .equals(Buffer.from([0x06, 0xd0, 0xf1, 0x09, 0x01]));
  } catch {
    return false;
  }
}

/** The preferred mode of the first screen that is plugged in. */
function screenSize(folder: string): { readonly widthPx: number; readonly heightPx: number } | null {
  for (const connector of entriesOf(folder)) {
    if (textOf(join(folder, connector, 'status')).trim() !== 'connected') continue;
    const [, width, height] = /^(\d+)x(\d+)/.exec(textOf(join(folder, connector, 'modes'))) ?? [];
    if (width !== undefined && height !== undefined)
      return { widthPx: Number(width), heightPx: Number(height) };
  }
  return null;
}

/** A machine that says nothing of its power is plugged in, and has no battery. */
function powerOf(folder: string): KioskHardware['power'] {
  let isOnMains: boolean | null = null;
  let batteryPercent: number | null = null;
  for (const supply of entriesOf(folder)) {
    const fact = (name: string) => textOf(join(folder, supply, name)).trim();
    if (fact('scope') === 'Device') continue;
    if (fact('type') === 'Mains') isOnMains = isOnMains === true || fact('online') === '1';
    if (fact('type') !== 'Battery' || !/^\d+$/.test(fact('capacity'))) continue;
    batteryPercent = Math.min(100, Number(fact('capacity')));
    isOnMains ??= fact('status') !== 'Discharging';
  }
  return { isOnMains: isOnMains ?? true, batteryPercent };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
