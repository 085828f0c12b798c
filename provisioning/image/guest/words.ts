/** What the console of the machine says, in French; ASCII quotes, since a bare console has few letters. */
import type { ClockState } from './clock-check.ts';
import type { DataState } from './disks.ts';

export type GuardState =
  | { readonly state: 'no-image' }
  | { readonly state: 'data'; readonly data: Exclude<DataState, { readonly state: 'mounted' }> }
  | { readonly state: 'data-full'; readonly freeBytes: number }
  | { readonly state: 'clock'; readonly clock: Extract<ClockState, { readonly state: 'wrong' }> }
  | { readonly state: 'no-settings' | 'bad-settings' }
  | { readonly state: 'not-installed'; readonly why: string }
  | { readonly state: 'starting' | 'serving'; readonly site: string };

const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' à ');

export function wordsOf(guard: GuardState): string {
  switch (guard.state) {
    case 'no-image':
      return 'ARRÊT. Cette machine ne tourne pas sur une image vérifiée. Réinstallez l’image d’Isoloir.';
    case 'data':
      return guard.data.state === 'missing'
        ? 'EN ATTENTE. Le disque des données manque. Branchez le disque de cette élection, ou un disque vide pour une première installation. Le vote ne démarre pas sans lui.'
        : `ARRÊT. Le disque des données ${guard.data.device} ne s’ouvre pas. N’y écrivez rien ; prévenez le bureau, puis le support. (${guard.data.why})`;
    case 'data-full':
      return `ARRÊT. Le disque des données est plein (${Math.floor(guard.freeBytes / 1e6)} Mo libres). Le vote ne démarre pas : copiez les données sur un disque plus grand.`;
    case 'clock':
      return `EN ATTENTE. L’horloge de la machine est fausse : elle devrait être après le ${day(guard.clock.notBeforeMs)} (temps universel). Réglez l’heure dans le micrologiciel, puis redémarrez.`;
    case 'no-settings':
      return 'EN ATTENTE. Première installation : branchez le petit disque ISOLOIR qui porte installation.json.';
    case 'bad-settings':
      return 'EN ATTENTE. Le fichier installation.json du disque ISOLOIR est illisible ou incomplet. Corrigez-le (docs/formats.md), puis rebranchez le disque.';
    case 'not-installed':
      return `ARRÊT. L’installation a échoué : ${guard.why}`;
    case 'starting':
      return `DÉMARRAGE. Le site ${guard.site} va répondre.`;
    case 'serving':
      return `EN SERVICE. Le site ${guard.site} répond.`;
  }
}
