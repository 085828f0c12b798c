/**
 * What a count says in French wherever it is made, at the token station or on the page of a browser: the urns, the clock,
 * the progress, every check. « Ce poste » is the machine that counts, « l’appareil de vote » the one that is counted.
 */
import { checkTitles, evidenceText } from '../belenios/audit-text-fr.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../french/dates.ts';
import { timeLeft } from '../french/text.ts';
import type { CountAnswer } from './api.ts';
import type { CountProgress, VerifiedCount } from './count.ts';

export const countTitles = {
  begin: 'Dépouillement',
  verifying: 'Vérification des urnes',
  verified: 'Les urnes sont vérifiées',
} as const;

/** Of the table of the urns: as they are announced, then as they were counted. */
export const urnColumns = {
  announced: ['Urne', 'Bulletins annoncés'],
  counted: ['Urne, sous son nom scellé', 'Bulletins comptés par ce poste'],
} as const;

/** A real election believes this machine's clock alone; a demonstration says what it adds, which is a warning. */
export function clockText(
  { clockOffsetMs }: CountAnswer,
  nowMs: number,
): { readonly text: string; readonly isMoved: boolean } {
  const own = frenchDateTimeToTheSecond(nowMs);
  return clockOffsetMs === null
    ? {
        text: `À l’horloge de ce poste, il est ${own}. Comparez-la à une montre : c’est elle qui dit si la clôture et le délai de grâce sont passés.`,
        isMoved: false,
      }
    : {
        text: `L’heure est avancée par l’appareil de vote, comme le permet une démonstration ou une répétition : il est ici ${frenchDateTimeToTheSecond(nowMs + clockOffsetMs)}. Dans une vraie élection, ce poste ne croit que sa propre horloge (${own}).`,
        isMoved: true,
      };
}

/** What the bureaus extended: the station waits for the latest closing. */
export function extensionTexts({ extensions }: CountAnswer): string[] {
  return extensions.map(
    ({ title, closesMs }) => `Vote prolongé : ${title}, clôture le ${frenchDateTime(closesMs)}.`,
  );
}

/** @param elapsedMs since the urns began to be verified. */
export function progressText({ stage, fraction }: CountProgress, elapsedMs: number): string {
  if (stage === 'fetching' || fraction === 0) return 'Réception des urnes';
  const leftMs = (elapsedMs / fraction) * (1 - fraction);
  const left = leftMs < 60_000 ? `${Math.ceil(leftMs / 1000)} s` : timeLeft(leftMs);
  return `Chaque bulletin est vérifié : ${Math.floor(fraction * 100)} %. Il reste ${left}.`;
}

export const checksTitle = 'Tout ce qui a été vérifié';

/** Every check of every urn, for who wants to read them. */
export function checksDone({
  count,
  archives,
}: VerifiedCount): { readonly title: string; readonly lines: readonly string[] }[] {
  return count.urns.map(({ urn, title }) => ({
    title,
    lines: (archives.reports.get(urn)?.checks ?? []).map(
      (check) => `${checkTitles[check.check]} : ${evidenceText(check)}`,
    ),
  }));
}
