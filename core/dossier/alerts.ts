/**
 * To whom the watch writes, and when (dossier.yaml: `alerts`): addresses and telephones of the bureau, and the hours of the summaries, by
 * the clocks of Paris. Left out: nobody is written to, and the summaries are made at 9, 13 and 17 o'clock.
 */
import { has, scalars, subsection, type Section } from './document.ts';
import type { Messages, Value } from './fields.ts';
import { error } from './messages.ts';
import type { Dossier } from './types.ts';

const usualHours = ['09:00', '13:00', '17:00'];
const address = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
/** E.164, as every gateway takes it. */
const phone = /^\+[1-9]\d{7,14}$/;
const hour = /^([01]\d|2[0-3]):[0-5]\d$/;

export function alertsOf(top: Section): Dossier['alerts'] {
  if (!has(top, 'alerts')) return { emails: [], phones: [], summaryHours: usualHours };
  const section = subsection(top, 'alerts', ['emails', 'phones', 'summaryHours']);
  return {
    emails: texts(section, 'emails', address, 'une adresse de courriel'),
    phones: texts(section, 'phones', phone, 'un numéro comme +33612345678, entre guillemets'),
    summaryHours: has(section, 'summaryHours')
      ? texts(section, 'summaryHours', hour, 'une heure comme 09:00')
      : usualHours,
  };
}

function texts(section: Section, key: string, shape: RegExp, expected: string): string[] {
  const values = has(section, key) ? scalars(section, key) : [];
  return values.flatMap((value) => checked(value, shape, expected, section.source.messages));
}

function checked(value: Value, shape: RegExp, expected: string, messages: Messages): string[] {
  if (shape.test(value.text) && value.text.length <= 200) return [value.text];
  messages.push(error(value.place, 'field/identifier', { value: value.text, expected }));
  return [];
}

/** « 09:00 » → 540. */
export function minutesOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
