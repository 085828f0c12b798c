/**
 * The first page, at any moment of the round: who organises, when, how to log in, and what can be read without. Its
 * script is always there, since it also forgets what the tab remembered of a former session. The fields of the form
 * have no name: without the script nothing is sent.
 */
import { frenchDateTime, frenchPeriod } from '../../../../core/french/dates.ts';
import { roundName } from '../../../documents/election-words.ts';
import type { AccessRules } from '../../../../core/dossier/types.ts';
import { identifierLength } from '../../../../core/access/codes.ts';
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';
import { timeLeft } from '../../../../core/french/text.ts';

export type WelcomeMoment = 'beforeOpening' | 'open' | 'suspended' | 'grace' | 'closed' | 'published';

export interface WelcomeView {
  /** « Élections du comité social et économique ». */
  readonly title: string;
  readonly round: 1 | 2;
  readonly moment: WelcomeMoment;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly nowMs: number;
  /** Null when nobody can log in (before the codes are made, after the archive). */
  readonly login: Pick<AccessRules, 'challenge' | 'secretAtLogin' | 'secret'> | null;
  /** What the page says first when the voter comes from somewhere: « Vous êtes déconnecté ». */
  readonly notice: 'loggedOut' | 'sessionEnded' | null;
}

const notices = {
  loggedOut: 'Vous êtes déconnecté. Rien n’est resté sur cet appareil.',
  sessionEnded: 'Par sécurité, nous vous avons déconnecté. Reconnectez-vous pour voter.',
};

function situation({ moment, opensMs, closesMs, nowMs }: WelcomeView): string {
  switch (moment) {
    case 'beforeOpening':
      return `Le vote ouvrira ${frenchPeriod(opensMs, closesMs)}. En attendant, vous pouvez consulter les informations ci-dessous.`;
    case 'open':
      return `Le vote est ouvert jusqu’au ${frenchDateTime(closesMs)} : il reste ${timeLeft(closesMs - nowMs)}. Munissez-vous du courrier que vous avez reçu.`;
    case 'suspended':
      return 'Le vote est suspendu pour le moment. Vous pouvez vous connecter et consulter les informations ci-dessous.';
    case 'grace':
      return `Le scrutin est clos depuis le ${frenchDateTime(closesMs)}. Seules les personnes qui avaient ouvert leur bulletin avant cette heure peuvent encore terminer leur vote.`;
    case 'closed':
      return `Le scrutin est clos depuis le ${frenchDateTime(closesMs)}. Les résultats seront publiés ici quand le bureau de vote les aura validés.`;
    case 'published':
      return 'Le scrutin est clos, et le bureau de vote a validé les résultats.';
  }
}

interface Words {
  readonly rich: typeof rich;
  readonly situation: string;
  readonly roundName: string;
  readonly period: string;
  readonly noticeText: string | null;
  readonly identifierLength: number;
}

const template = page<WelcomeView & Words>(import.meta.url, 'welcome.ejs');

export function renderWelcome(view: WelcomeView, site: Site): string {
  return template({
    ...view,
    rich,
    situation: situation(view),
    roundName: roundName(view.round),
    period: frenchPeriod(view.opensMs, view.closesMs),
    noticeText: view.notice === null ? null : notices[view.notice],
    identifierLength,
    shell: shellOf(site, view.title, { scripts: ['login.js'], width: 'narrow' }),
  });
}
