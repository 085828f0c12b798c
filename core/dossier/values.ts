/**
 * One typed value of a section of dossier.yaml. A value that is missing or refused is said, and a stand-in (empty,
 * zero, false) takes its place until the end: read.ts never lets a dossier with an error out, so no stand-in
 * is ever seen outside.
 */
import { scalar, scalars, type Section } from './document.ts';
import {
  readChoice,
  readIdentifier,
  readInteger,
  readLabel,
  readName,
  type Messages,
  type Value,
} from './fields.ts';

/** Applies one reader of fields.ts to the scalar of a key; null, with a message, when it is missing or refused. */
export function read<Read>(
  section: Section,
  key: string,
  reader: (value: Value, messages: Messages) => Read | null,
): Read | null {
  const value = scalar(section, key);
  return value && reader(value, section.source.messages);
}

export function choice<Choice>(
  section: Section,
  key: string,
  choices: Readonly<Record<string, Choice>>,
  standIn: Choice,
): Choice {
  return read(section, key, (value, messages) => readChoice(value, choices, messages)) ?? standIn;
}

export function integer(section: Section, key: string, min: number, max: number): number {
  return read(section, key, (value, messages) => readInteger(value, min, max, messages)) ?? 0;
}

export function flag(section: Section, key: string): boolean {
  return choice(section, key, { true: true, false: false }, false);
}

export function label(section: Section, key: string): string {
  return read(section, key, readLabel) ?? '';
}

export function labels(section: Section, key: string): string[] {
  return scalars(section, key).flatMap((value) => readLabel(value, section.source.messages) ?? []);
}

export function personName(section: Section, key: string): string {
  return read(section, key, readName) ?? '';
}

/** The stand-in is empty, so that callers can tell it from every identifier. */
export function identifier(section: Section, key: string): string {
  return read(section, key, readIdentifier) ?? '';
}
