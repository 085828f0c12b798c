/**
 * The virtual tokens of a demonstration with their PINs, as one file that the demonstration writes, a station plays with,
 * and anyone may read. Nothing of the kind exists in a real election. Described in docs/formats.md.
 */
import { ok, type Result } from '../result.ts';
import { parseVirtualTokens, printVirtualTokens, type VirtualMemory } from './virtual-model.ts';

export interface ReadableTokens {
  readonly tokens: readonly VirtualMemory[];
  /** PIN by id, where one is set. */
  readonly pins: Readonly<Record<string, string>>;
}

export function printReadableTokens({ tokens, pins }: ReadableTokens): string {
  return JSON.stringify({ pins, tokens: JSON.parse(printVirtualTokens(tokens)) as unknown }, null, 1);
}

export function parseReadableTokens(
  text: string,
): Result<ReadableTokens, { readonly code: 'readable-tokens/malformed' }> {
  const malformed = { ok: false, error: { code: 'readable-tokens/malformed' } } as const;
  try {
    const { pins, tokens } = JSON.parse(text) as { pins?: unknown; tokens?: unknown };
    const parsed = parseVirtualTokens(JSON.stringify(tokens));
    return parsed.ok && isPins(pins) ? ok({ tokens: parsed.value, pins }) : malformed;
  } catch {
    return malformed;
  }
}

function isPins(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((pin) => typeof pin === 'string')
  );
}
