/**
 * The short messages of the watch: an urgent alert in one message of 160 characters, of the alphabet that every telephone
 * has (3GPP TS 23.038, 6.2.1). Its title alone: no number of votes, no elector, no link, since an operator carries it.
 */
import { alertTitles } from './alert-text-fr.ts';
import { alertKinds, type Finding } from './alert.ts';
import { marks, type MailContext } from './mail-fr.ts';

const longest = 160;
const longestName = 50;

/** Whether it is worth a telephone: what is urgent, and that mails do not leave. */
export function isTexted({ kind }: Pick<Finding, 'kind'>): boolean {
  return alertKinds[kind].level === 'urgent' || kind === 'mail-unsent';
}

export function alertShortText(
  { kind }: Pick<Finding, 'kind'>,
  { organisation, mode }: Pick<MailContext, 'organisation' | 'mode'>,
): string {
  const name = organisation.slice(0, longestName).trim();
  return plainLetters(
    `${marks[mode]}Vote ${name} : ${alertTitles[kind]}. À lire sur le site de vote, espace du bureau.`,
  ).slice(0, longest);
}

/** Letters with an accent that the alphabet of telephones has; any other accent is left out. */
const known = /[àäåæèéìñòöøùüßÄÅÆÇÉÑÖØÜ]/;

function plainLetters(text: string): string {
  const replaced = text
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[«»“”]/g, '"')
    .replaceAll(/[–—]/g, '-')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .replaceAll(/\s+/g, ' ');
  return Array.from(replaced, (letter) => (known.test(letter) ? letter : withoutAccent(letter))).join('');
}

function withoutAccent(letter: string): string {
  return letter.normalize('NFD').replaceAll(/[^\x20-\x7e]/g, '');
}
