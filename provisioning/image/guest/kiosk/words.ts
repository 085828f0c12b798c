/** What the screen of a kiosk says when its machine lacks something to be one. */
import type { ClockState } from '../clock-check.ts';
import type { StateDisk } from './state-disk.ts';

export type Lack =
  | { readonly state: 'no-image' | 'no-settings' | 'bad-settings' }
  | { readonly state: 'data'; readonly data: Exclude<StateDisk, { readonly state: 'mounted' }> }
  | { readonly state: 'clock'; readonly clock: Extract<ClockState, { readonly state: 'wrong' }> };

export interface Notice {
  readonly title: string;
  readonly lines: readonly string[];
}

const notYet = 'Cette borne n’est pas encore en service';

export function noticeOf(lack: Lack): Notice {
  switch (lack.state) {
    case 'no-image':
      return {
        title: 'Cette borne ne sert pas au vote',
        lines: [
          'Elle ne tourne pas sur une image vérifiée. Votez depuis un autre appareil.',
          'Informaticien : réinstallez l’image de la borne.',
        ],
      };
    case 'data':
      return dataNotice(lack.data);
    case 'clock':
      return {
        title: 'L’horloge de cette borne est fausse',
        lines: [
          `Elle devrait être après le ${dayOf(lack.clock.notBeforeMs)}. Aucun vote n’est possible ici pour le moment.`,
          'Informaticien : réglez l’heure dans le micrologiciel, puis rallumez la borne.',
        ],
      };
    case 'no-settings':
      return {
        title: notYet,
        lines: [
          'Elle ne sait pas où est l’appareil de vote. Préparez une clé USB nommée ISOLOIR qui porte le fichier terminal.json.',
          'Éteignez la borne, branchez cette clé, puis rallumez.',
        ],
      };
    case 'bad-settings':
      return {
        title: notYet,
        lines: [
          'Le fichier terminal.json de la clé ISOLOIR est illisible ou incomplet. Corrigez-le d’après le guide des bornes.',
          'Éteignez la borne, branchez cette clé, puis rallumez.',
        ],
      };
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).split('-').reverse().join('/');
}

function dataNotice(data: Extract<Lack, { state: 'data' }>['data']): Notice {
  switch (data.state) {
    case 'missing':
      return {
        title: notYet,
        lines: [
          'Il manque le petit disque où elle garde son certificat : un disque ou une clé USB vide (16 Mo suffisent).',
          'Éteignez la borne, branchez ce disque, puis rallumez.',
        ],
      };
    case 'several':
      return {
        title: 'Cette borne est hors service',
        lines: [
          'Deux disques se disent celui où elle garde son certificat : elle n’en ouvre aucun.',
          'Informaticien : éteignez la borne, retirez celui qui n’est pas à elle, puis rallumez.',
        ],
      };
    case 'unreadable':
      return {
        title: 'Cette borne est hors service',
        lines: [
          `Le disque ${data.device}, où elle garde son certificat, ne s’ouvre pas.`,
          'Informaticien : retirez la borne à la page « Terminaux », puis donnez-lui un disque vide.',
        ],
      };
  }
}
