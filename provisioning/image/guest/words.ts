/** What the console of the machine says, in French; ASCII quotes, since a bare console has few letters. */
import type { DataState } from './data-disk.ts';
import type { ImageChangeState } from './image-change.ts';
import type { HourState } from './machine-hour.ts';
import { networkWords, type NetworkView } from './network-words.ts';
import type { WizardAccess } from './wizard.ts';

export type GuardState =
  | { readonly state: 'no-image' }
  | { readonly state: 'data'; readonly data: Exclude<DataState, { readonly state: 'mounted' | 'unmade' }> }
  | { readonly state: 'other-use' }
  | { readonly state: 'data-full'; readonly freeBytes: number }
  | { readonly state: 'clock'; readonly clock: Extract<HourState, { readonly state: 'wrong' }> }
  | {
      readonly state: 'image-change';
      readonly change: Exclude<ImageChangeState, { readonly state: 'admitted' }>;
    }
  | { readonly state: 'bad-settings' }
  | { readonly state: 'bad-kept' }
  | { readonly state: 'bad-new-settings'; readonly fields: readonly string[] }
  /** `access` of the wizard, once it serves. The one state in which a typed line is about the network. */
  | { readonly state: 'no-settings'; readonly access: WizardAccess | null; readonly network: NetworkView }
  /** Installed by the wizard, whose last page is being read. */
  | { readonly state: 'wizard-ends' }
  | { readonly state: 'not-installed'; readonly why: string }
  | { readonly state: 'starting'; readonly site: string }
  /** `letters`: nobody has those of the first accounts yet. */
  | {
      readonly state: 'serving';
      readonly site: string;
      readonly isDemonstration: boolean;
      readonly letters: boolean;
      readonly freeBytes: number;
    };

const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' à ');

export function wordsOf(guard: GuardState): string {
  switch (guard.state) {
    case 'no-image':
      return 'ARRÊT. Cette machine ne tourne pas sur une image vérifiée. Réinstallez l’image d’Isoloir.';
    case 'data':
      return dataWords(guard.data);
    case 'other-use':
      return 'ARRÊT. Ce disque est celui d’une démonstration, que tout le monde sait ouvrir : il ne reçoit pas une élection réelle. Branchez un disque vide.';
    case 'data-full':
      return `ARRÊT. Le disque des données est plein (${Math.floor(guard.freeBytes / 1e6)} Mo libres). Le vote ne démarre pas. Éteignez, agrandissez ce disque ou copiez-le en entier sur un plus grand, redémarrez : la machine prend la place d’elle-même (guide d’exploitation : Le disque des données est plein).`;
    case 'clock':
      return clockWords(guard.clock);
    case 'image-change':
      return changeWords(guard.change);
    case 'no-settings':
      return `EN ATTENTE. Première installation : branchez le petit disque ISOLOIR qui porte installation.json${guard.access === null ? '.' : wizardWords(guard.access, guard.network)}\n${networkWords(guard.network)}`;
    case 'wizard-ends':
      return 'INSTALLÉ. Téléchargez les courriers dans le navigateur, puis terminez-y. Après trente minutes, le site de vote démarre de lui-même.';
    case 'bad-settings':
      return 'EN ATTENTE. Le fichier installation.json du disque ISOLOIR est illisible ou incomplet. Corrigez-le (docs/formats.md), puis rebranchez le disque.';
    case 'bad-kept':
      return 'ARRÊT. Les réglages gardés sur le disque des données sont illisibles. Rien n’est démarré, et rien n’est réinstallé par-dessus. N’y écrivez rien ; prévenez le bureau, puis le support.';
    case 'bad-new-settings':
      return `EN ATTENTE. Le fichier reglages.json du disque ISOLOIR est faux${guard.fields.length === 0 ? '' : ` (${guard.fields.join(', ')})`} : rien n’est changé. Corrigez-le (docs/formats.md) et rebranchez le disque, ou retirez-le.`;
    case 'not-installed':
      return `ARRÊT. L’installation a échoué : ${guard.why}\nRetirez le disque ISOLOIR, corrigez, rebranchez-le.`;
    case 'starting':
      return `DÉMARRAGE. Le site ${guard.site} va répondre.`;
    case 'serving':
      return `EN SERVICE. Le site ${guard.site} répond.${guard.isDemonstration ? ' Démonstration : le disque des données s’ouvre par une phrase que tout le monde connaît.' : ''}${guard.letters ? ' Les courriers des comptes n’ont pas été pris : branchez un disque nommé ISOLOIR, la machine les y écrit.' : ''}${fillingWords(guard.freeBytes)}`;
  }
}

/** Less does not start; serving goes on down to what the urn keeps free (appliance/urn/box.ts). */
export const leastFreeBytes = 64e6;
const votingStopsBytes = 32 * 1024 ** 2;

/** In tens of megabytes, so that the console does not repeat itself at each one. */
function fillingWords(freeBytes: number): string {
  if (freeBytes >= leastFreeBytes) return '';
  const next = `Prévenez le bureau : à l’heure qu’il choisit, éteignez, agrandissez ce disque ou copiez-le en entier sur un plus grand, redémarrez. Sans cela, la machine éteinte ne redémarre pas (guide d’exploitation : Le disque des données est plein).`;
  return freeBytes < votingStopsBytes
    ? ` VOTES REFUSÉS. Le disque des données est plein : chaque vote est refusé et l’électeur le sait ; aucun vote confirmé n’est perdu. ${next}`
    : ` Le disque des données est presque plein (moins de ${Math.ceil(freeBytes / 1e7) * 10} Mo libres) : le vote continue tant qu’il en reste 34. ${next}`;
}

export const settingsRenewed =
  'RÉGLAGES. Ceux de reglages.json sont repris, et le journal le dit. Retirez le disque ISOLOIR.';

export function lettersWritten(name: string): string {
  return `COURRIERS. Ceux des comptes sont écrits sur le disque ISOLOIR (${name}). Retirez ce disque.`;
}

function wizardWords({ code, fingerprint }: WizardAccess, { addresses }: NetworkView): string {
  const places = addresses.map((address) => `https://${address}:8443`);
  return ` ; ou ouvrez, dans un navigateur, ${places.length === 0 ? 'l’adresse de cette machine, quand elle en aura une,' : places.join(' ou ')} et tapez-y ce code.\nCODE : ${code}\nEmpreinte du certificat : ${fingerprint}`;
}

function changeWords(change: Extract<GuardState, { readonly state: 'image-change' }>['change']): string {
  if (change.state === 'refused')
    return `ARRÊT. Une autre image est démarrée que celle de ces données, et rien n’a démarré. ${change.why}`;
  const typed = change.wrong === 0 ? '' : ` Ce qui a été tapé n’est pas ce groupe (essai ${change.wrong}).`;
  return `EN ATTENTE. L’image du système a changé.\nAvant : ${change.from}\nIci : ${change.to}\nSi c’est la mise à jour que vous avez mesurée, tapez le premier groupe de l’empreinte mesurée, puis Entrée. Sinon, éteignez et remettez l’image d’avant.${typed}`;
}

function clockWords({
  notBeforeMs,
  wrongLines,
}: Extract<GuardState, { readonly state: 'clock' }>['clock']): string {
  const wrong = `EN ATTENTE. L’horloge de la machine est fausse : elle devrait être après le ${day(notBeforeMs)} (temps universel). Réglez l’heure dans le micrologiciel, puis redémarrez.`;
  if (wrongLines === null) return wrong;
  if (wrongLines > 0)
    return `EN ATTENTE. Ce qui a été tapé n’est pas l’heure de la machine, à deux minutes près (essai ${wrongLines}). Relisez l’autre horloge et tapez de nouveau, par exemple 08/12/2026 09:30, à l’heure de Paris ; si l’heure de la machine est fausse, réglez-la dans le micrologiciel (en temps universel), puis redémarrez.`;
  return `${wrong}\nSi elle avançait et vient d’être remise à l’heure, tapez ici le jour et l’heure de Paris qu’une autre horloge montre, par exemple 08/12/2026 09:30, puis Entrée. Le journal le dira ; un vote ouvert sera suspendu jusqu’à ce que chaque bureau reprenne le sien.`;
}

type DataWait = Extract<GuardState, { readonly state: 'data' }>['data'];

function dataWords(data: DataWait): string {
  switch (data.state) {
    case 'missing':
      return 'EN ATTENTE. Le disque des données manque. Branchez le disque de cette élection, ou un disque vide pour une première installation. Le vote ne démarre pas sans lui.';
    case 'several':
      return `ARRÊT. Plusieurs disques portent des données d’Isoloir (${data.devices.join(', ')}). Éteignez, ne laissez que celui de cette élection, redémarrez : des votes écrits tantôt sur l’un, tantôt sur l’autre, seraient perdus.`;
    case 'unreadable':
      return `ARRÊT. Le disque des données ${data.device} ne s’ouvre pas. N’y écrivez rien ; prévenez le bureau, puis le support.\ndétail : ${data.why}`;
    case 'locked':
      return lockedWords(data);
    case 'phrase':
      if (data.step === 'offered')
        return 'EN ATTENTE. Le disque vide va être chiffré. Sa phrase de secours ne s’affiche qu’une fois : soyez seul devant cet écran, une feuille et une enveloppe prêtes, puis appuyez sur Entrée.';
      return data.wrong === 0
        ? 'EN ATTENTE. Écrivez cette phrase en capitales, puis tapez-la ici et appuyez sur Entrée. Elle rouvre les données si la puce de sécurité manque ou refuse ; la feuille va dans l’enveloppe scellée.'
        : `EN ATTENTE. Ce n’est pas la phrase affichée (essai ${data.wrong}). Relisez votre feuille, puis tapez la phrase de nouveau.`;
  }
}

function lockedWords({ device, asked, wrong }: Extract<DataWait, { readonly state: 'locked' }>): string {
  if (wrong > 0)
    return `VERROUILLÉ. La phrase tapée n’ouvre pas ${device} (essai ${wrong}). Ce sont trente lettres, sans chiffre ; tapez-les de nouveau, puis Entrée.`;
  if (asked === 'no-chip')
    return `VERROUILLÉ. Tapez la phrase de secours du disque ${device}, puis Entrée. Rien ne démarre avant.`;
  return `VERROUILLÉ. La puce de sécurité ne donne pas la clé du disque ${device} : l’image, le démarrage ou la machine ont changé depuis. Si vous n’avez rien changé, ne tapez rien et prévenez le bureau. Sinon, comparez l’empreinte ci-dessus à celle de votre image, ouvrez l’enveloppe, tapez la phrase de secours, puis Entrée.`;
}
