/**
 * What a line of the journal says in French: its event, which process keeps it, its facts. The same words on the page, in
 * its search and in its exports. A test holds the names against every kind that the code writes; an unknown one, of a
 * journal from elsewhere, is shown as it is written.
 */
import { parisStamp } from '../core/dossier/paris.ts';
import type { Canonical } from '../core/sealing/canonical.ts';
import { parseCheckpoint } from '../core/sealing/checkpoint.ts';
import type { JournalLine } from '../core/sealing/journal.ts';
import { valueName } from './journal-values.ts';

export const processNames: Readonly<Record<string, string>> = {
  web: 'Pages',
  roll: 'Fichier des électeurs',
  urn: 'Urne',
  codes: 'Codes d’accès',
  clock: 'Horloge',
};

/** Every kind that may be written: the compiler refuses another (storage/journal.ts). */
export const kindNames = {
  installed: 'Élection installée',
  'role-login': 'Connexion d’un rôle',
  'role-login-failures': 'Mots de passe erronés pour un rôle',
  'role-locked': 'Session d’un rôle verrouillée',
  'role-unlocked': 'Session d’un rôle déverrouillée',
  'second-factor-enrolled': 'Application de codes inscrite',
  'second-factor-removed': 'Application de codes retirée par son titulaire',
  'second-factor-refused': 'Second facteur refusé après des erreurs',
  'passkey-added': 'Clé d’accès ajoutée',
  'passkey-removed': 'Clé d’accès retirée par son titulaire',
  'passkey-counter-back': 'Clé d’accès refusée : son compteur a reculé',
  'access-replacement-asked': 'Remplacement d’un accès demandé',
  'access-replaced': 'Accès d’un rôle remplacé',
  'remark-made': 'Remarque de la recette',
  'assistance-recorded': 'Appel noté par l’assistance',
  'letter-undelivered': 'Pli non distribué noté',
  'letter-followed': 'Suite donnée à un pli non distribué',
  'meeting-begun': 'Séance commencée',
  'meeting-ended': 'Séance terminée',
  'codes-issued': 'Codes d’accès créés',
  'roll-loaded': 'Liste électorale chargée',
  'roll-sealed': 'Liste électorale scellée',
  'ceremony-opened': 'Séance ouverte',
  'ceremony-step': 'Étape d’une séance faite',
  'ceremony-ended': 'Séance terminée, journaux signés',
  'ceremony-remark': 'Texte noté pendant une séance',
  'signed-copy-kept': 'Exemplaire signé déposé',
  'sign-off-link-made': 'Lien vers les listes d’émargement adressé à un membre',
  'sign-off-link-used': 'Listes d’émargement ouvertes par leur lien',
  'function-test-started': 'Essai du système commencé',
  'function-test': 'Essai du système terminé',
  'functions-drawn': 'Fonctions d’un bureau tirées au sort',
  'parameter-confirmed': 'Paramètre confirmé',
  'key-certificate': 'Clé d’un porteur reçue',
  'key-polynomial': 'Partage d’un porteur reçu',
  'key-voutput': 'Vérification d’un porteur reçue',
  'key-token-enrolled': 'Clé de sécurité d’un porteur enregistrée',
  'key-sheet-recorded': 'Feuille d’un porteur mise sous enveloppe',
  'key-possession-proved': 'Clé vérifiée par son porteur',
  'keys-complete': 'Clés d’un bureau faites',
  'keys-restarted': 'Création des clés recommencée',
  'trial-opened': 'Scrutin à blanc ouvert',
  'trial-wipe-asked': 'Scrutin à blanc : effacement demandé',
  'trial-wiped': 'Scrutin à blanc tenu et effacé',
  'derogations-accepted': 'Dérogations acceptées',
  'urns-made': 'Urnes vides préparées',
  'appliance-key-copied': 'Copie chiffrée de la clé du système',
  'appliance-key-restored': 'Clé du système rétablie depuis sa copie',
  'closing-scheduled': 'Clôture programmée',
  sealed: 'Élection scellée',
  'seal-checked': 'Scellement contrôlé',
  'expertise-difference-accepted': 'Scellé malgré un logiciel autre que celui du rapport d’expertise',
  'seal-decision': 'Décision du bureau sur une différence du scellement',
  'station-verdict': 'Verdict d’un poste de séance sur le scellement, décision du bureau',
  'terminal-asked': 'Demande d’un terminal',
  'terminal-accepted': 'Terminal accepté',
  'terminal-refused': 'Terminal refusé',
  'terminal-withdrawn': 'Terminal retiré',
  'station-entrusted': 'Poste de séance confié par un bureau',
  'station-taken-back': 'Poste de séance ou borne repris par un bureau',
  'kiosk-entrusted': 'Borne de vote confiée à un bureau',
  'kiosk-given-back': 'Borne de vote rendue aux électeurs',
  'clock-moved': 'Heure de la démonstration avancée',
  'login-locked': 'Connexion d’un électeur bloquée après des erreurs',
  'secret-locked': 'Code secret d’un électeur bloqué après des erreurs',
  'archive-frozen': 'Urne figée',
  opening: 'Heure de l’ouverture du vote',
  'letters-downloaded': 'Courriers des codes téléchargés',
  'sign-offs-downloaded': 'Liste d’émargement téléchargée',
  'vote-decision': 'Décision d’un bureau sur le déroulement du vote',
  'vote-decision-in-force': 'Décision prise en compte',
  'vote-decision-refused': 'Décision arrivée trop tard, sans effet',
  'vote-suspend': 'Vote d’un scrutin suspendu',
  'vote-resume': 'Vote d’un scrutin repris',
  'vote-extend': 'Vote d’un scrutin prolongé',
  'clock-jumped': 'Saut de l’horloge du système',
  'hour-typed': 'Horloge reculée à l’arrêt, heure tapée sur la machine au démarrage',
  'closing-sealed': 'Scellé de clôture',
  'closing-seal-received': 'Scellé de clôture reçu',
  'disagreement-accepted': 'Décision du bureau sur un écart',
  'key-holder-replaced': 'Porteur de clé remplacé au dépouillement',
  'key-holder-back': 'Fin du remplacement d’un porteur',
  'holder-decryption': 'Part d’un porteur reçue',
  'appliance-decryption': 'Part du système donnée',
  counted: 'Urnes d’un bureau ouvertes',
  decision: 'Égalité tranchée',
  'results-validated': 'Résultats validés et publiés',
  'watch-set': 'Surveillance préparée',
  'alert-raised': 'Alerte levée',
  'alert-ended': 'Alerte terminée',
  'alert-acknowledged': 'Alerte prise en compte par un bureau',
  intervention: 'Intervention technique déclarée',
  checkpoint: 'Point de contrôle des journaux signé',
  'appliance-started': 'Système démarré',
  'appliance-stopped': 'Système arrêté',
  'process-restarted': 'Processus redémarré',
  'configuration-changed': 'Configuration changée',
  'certificate-set': 'Certificat du site changé',
  'backup-made': 'Sauvegarde du système faite',
  restored: 'Système rétabli depuis une sauvegarde',
  'image-changed': 'Image du système changée',
} as const satisfies Readonly<Record<string, string>>;

export type JournalKind = keyof typeof kindNames;

export function isJournalKind(kind: string): kind is JournalKind {
  return Object.hasOwn(kindNames, kind);
}

/** Every fact that an entry may hold, at any depth. */
export const factNames = {
  expected: 'attendu',
  report: 'rapport',
  by: 'par',
  change: 'changement',
  choice: 'décision',
  findings: 'différences',
  mark: 'repère du constat',
  more: 'autres différences',
  name: 'nom',
  what: 'quoi',
  account: 'compte',
  accounts: 'comptes',
  agrees: 'bulletins et émargements en accord',
  answer: 'réponse',
  archive: 'empreinte',
  atClosing: 'après la clôture',
  atMs: 'à',
  ballots: 'bulletins',
  bureau: 'bureau',
  ceremony: 'séance',
  checkpoint: 'point de contrôle',
  checks: 'contrôles',
  opensMs: 'ouverture',
  closesMs: 'clôture',
  seconds: 'secondes',
  reference: 'référence',
  authorisedBy: 'autorisée par',
  code: 'code',
  contest: 'scrutin',
  contests: 'scrutins',
  count: 'erreurs de suite',
  data: 'données',
  derogations: 'dérogations',
  differing: 'contrôles différents',
  document: 'document',
  to: 'pour',
  link: 'lien',
  bytes: 'octets',
  sha256: 'empreinte du fichier',
  drawn: 'dans l’ordre',
  duty: 'usage',
  elector: 'matricule',
  alert: 'alerte',
  decision: 'décision',
  emails: 'adresses prévenues',
  phones: 'téléphones prévenus',
  level: 'niveau',
  which: 'processus',
  electors: 'électeurs',
  envelope: 'enveloppe',
  group: 'groupe de porteurs',
  failed: 'échecs',
  graceMs: 'délai de grâce',
  holder: 'porteur',
  holders: 'porteurs',
  item: 'point',
  label: 'nom',
  letters: 'courriers',
  mode: 'mode',
  number: 'numéro',
  place: 'lieu',
  occurrence: 'fois',
  passed: 'réussi',
  people: 'personnes présentes',
  printer: 'clé de l’imprimeur',
  reason: 'motif',
  record: 'consigné',
  remark: 'nature',
  rows: 'places',
  seed: 'texte public',
  step: 'étape',
  test: 'essai',
  text: 'texte',
  wanting: 'quelqu’un manque',
  same: 'même code',
  registered: 'inscrits',
  signOffs: 'émargements',
  slot: 'emplacement',
  software: 'logiciel',
  standby: 'secours',
  subject: 'objet',
  terminal: 'terminal',
  terminalKind: 'type',
  toMs: 'avancée à',
  untilMs: 'jusqu’à',
  trial: 'scrutin à blanc',
  files: 'fichiers effacés',
  outcome: 'relevé',
  verdict: 'verdict',
  urn: 'urne',
  fingerprint: 'empreinte',
  formerImage: 'ancienne image',
  newImage: 'nouvelle image',
  issuer: 'émis par',
  endsMs: 'valable jusqu’à',
  urns: 'urnes',
} as const satisfies Readonly<Record<string, string>>;

export type FactName = keyof typeof factNames;

/** An unknown name is shown as it is written. */
function nameIn(names: Readonly<Record<string, string>>, name: string): string {
  return names[name] ?? name;
}

export function kindName(kind: string): string {
  return nameIn(kindNames, kind);
}

export function processName(process: string): string {
  return nameIn(processNames, process);
}

export interface LineWords {
  readonly event: string;
  readonly keptBy: string;
  readonly details: string;
}

export function lineWords({ kind, process, facts }: JournalLine): LineWords {
  return {
    event: kindName(kind),
    keptBy: processName(process),
    details: detailsOf(facts),
  };
}

/** « 08/12/2026 à 17 h 35 min 02 s ». */
export function toTheSecond(atMs: number): string {
  const [year, month, day, hour, minute, second] = parisStamp(atMs).split(/[-: ]/);
  const time = `${Number(hour)}\u00a0h\u00a0${minute}\u00a0min\u00a0${second}\u00a0s`;
  return `${day}/${month}/${year} à\u00a0${time}`;
}

function detailsOf(facts: Readonly<Record<string, Canonical>>): string {
  return Object.entries(facts)
    .filter(([name, value]) => name !== 'files' && !isNothing(value))
    .map(([name, value]) => `${nameIn(factNames, labelOf(name, value))} : ${valueText(name, value)}`)
    .join(' ; ');
}

/** A checkpoint's own line is called what it is. */
function labelOf(name: string, value: Canonical): string {
  return name === 'text' && typeof value === 'string' && parseCheckpoint(value) !== null ? 'code' : name;
}

function isNothing(value: Canonical): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function valueText(name: string, value: Canonical): string {
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (name === 'graceMs' && typeof value === 'number') return `${value / 60_000}\u00a0min`;
  if (typeof value === 'number' && name.endsWith('Ms')) return toTheSecond(value);
  if (name === 'which' && typeof value === 'string') return processName(value);
  if (typeof value === 'string') return valueName(name, value);
  if (typeof value === 'number') return String(value);
  if (value === null) return 'aucun';
  return Array.isArray(value)
    ? value.map((each: Canonical) => valueText(name, each)).join(', ')
    : `(${detailsOf(value as Readonly<Record<string, Canonical>>)})`;
}
