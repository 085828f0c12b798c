/**
 * The mails of the watch: an alert at once, a summary three times a day. Plain text and French; they carry the latest
 * checkpoint of the journals, so that a copy is kept off the appliance. No elector, no secret, no link that signs in.
 */
import { frenchDateTime } from '../french/dates.ts';
import { typeset } from '../french/text.ts';
import { alertTitles, levelNames } from './alert-text-fr.ts';
import { alertKinds, type Finding } from './alert.ts';
import { alertLine, summaryLines, type SummaryContent, type SummaryNames } from './summary.ts';

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

export interface MailContext {
  readonly organisation: string;
  readonly title: string;
  readonly site: string;
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  readonly names: SummaryNames;
  readonly withFigures: boolean;
  /** The latest checkpoint's line; null before the first. */
  readonly checkpoint: string | null;
}

/** Before everything that leaves an appliance whose votes do not count. */
export const marks = { real: '', demonstration: 'DÉMONSTRATION — ', rehearsal: 'RÉPÉTITION — ' };

export function alertMail(alert: Finding, atMs: number, context: MailContext): Mail {
  const level = levelNames[alertKinds[alert.kind].level];
  return mail(`${level} : ${alertTitles[alert.kind]}`, context, [
    `Alerte du ${frenchDateTime(atMs)}.`,
    '',
    alertLine(alert, context.names, context.withFigures).slice(2),
    '',
    `Connectez-vous à l’espace du bureau (${context.site}/bureau/alertes) pour en prendre acte. Ce message ne contient aucun lien de connexion : saisissez vous-même l’adresse du site.`,
  ]);
}

/** A kiosk that was told silent is heard again. @param kiosk its name. */
export function kioskBackMail(kiosk: string, atMs: number, context: MailContext): Mail {
  return mail('Une borne de vote est de retour', context, [
    `Fin d’alerte du ${frenchDateTime(atMs)}.`,
    '',
    `${kiosk} : elle donne de nouveau de ses nouvelles.`,
    '',
    `L’alerte reste sur le site, dans l’espace du bureau (${context.site}/bureau/alertes), jusqu’à ce que quelqu’un en prenne acte.`,
  ]);
}

export function summaryMail(content: SummaryContent, context: MailContext): Mail {
  return mail(`Point du ${frenchDateTime(content.atMs)}`, context, [
    `Point du ${frenchDateTime(content.atMs)}.`,
    '',
    ...summaryLines(content, context.names, context.withFigures),
    '',
    `Ce point se lit aussi sur le site, dans l’espace du bureau (${context.site}/bureau/alertes).`,
  ]);
}

function mail(subject: string, context: MailContext, lines: readonly string[]): Mail {
  const { organisation, title, mode, checkpoint } = context;
  const kept =
    checkpoint === null
      ? []
      : [
          '',
          'À conserver hors du système : cette ligne permet de vérifier plus tard que les journaux n’ont pas été coupés (« isoloir journal verify »).',
          checkpoint,
        ];
  const body = [`${marks[mode]}${title}`, organisation, '', ...lines, ...kept, ''].map(typeset).join('\n');
  return { subject: typeset(`${marks[mode]}${organisation} — ${subject}`), body };
}
