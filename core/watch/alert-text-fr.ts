/**
 * What each alert says in French: a title, one sentence with its numbers, and what to do. The compiler keeps the lists
 * complete. No person is ever named.
 */
import { frenchDateTime, frenchTime } from '../french/dates.ts';
import { typeset } from '../french/text.ts';
import { tellsTurnout, type AlertFacts, type AlertKind, type Finding, type Level } from './alert.ts';

export const levelNames: Readonly<Record<Level, string>> = {
  information: 'Information',
  attention: 'Attention',
  urgent: 'Urgent',
};

export const alertTitles: Readonly<Record<AlertKind, string>> = {
  'counters-disagree': 'Émargements et bulletins en désaccord',
  'counter-fell': 'Un compteur a diminué',
  'counter-above-roll': 'Plus de votes que d’inscrits',
  'urn-damaged': 'Un enregistrement de l’urne ne se lit plus',
  'vote-unsettled': 'Des votes restent en suspens',
  'filling-stopped': 'L’urne ne se remplit plus',
  'filling-jumped': 'L’urne se remplit trop vite',
  'voter-login-flood': 'Connexions d’électeurs refusées en nombre',
  'role-login-flood': 'Mots de passe de rôles refusés en nombre',
  'one-time-code-flood': 'Codes à usage unique refusés en nombre',
  'voters-blocked': 'Électeurs bloqués en nombre',
  'seal-changed': 'Le scellement ne correspond plus',
  'clock-jumped': 'L’horloge a sauté',
  'clocks-differ': 'Deux processus n’ont pas la même heure',
  'disk-low': 'Le disque se remplit',
  'disk-full': 'Le disque est presque plein',
  'process-silent': 'Un processus ne répond plus',
  'process-restarting': 'Un processus redémarre sans cesse',
  'kiosk-silent': 'Une borne de vote ne donne plus de nouvelles',
  'certificate-expiring': 'Le certificat du site expire bientôt',
  'certificate-ends-early': 'Le certificat du site expire avant la clôture',
  'mail-unsent': 'Des messages au bureau ne partent pas',
  'journal-cut': 'Un journal a été coupé ou réécrit',
  intervention: 'Intervention technique',
  restored: 'Le système a été rétabli depuis une sauvegarde',
};

const processNames: Readonly<Record<string, string>> = {
  web: 'des pages',
  roll: 'du fichier des électeurs',
  urn: 'de l’urne',
  codes: 'des codes d’accès',
  clock: 'de l’horloge',
};

/** @param nameOf words of a contest: « 2e collège, titulaires ». */
export function alertSentence(
  { kind, subject, facts }: Finding,
  nameOf: (contest: string) => string,
): string {
  return typeset(sentences[kind](facts, about(kind, subject, nameOf)));
}

function about(kind: AlertKind, subject: string, nameOf: (contest: string) => string): string {
  if (tellsTurnout(kind)) return nameOf(subject);
  return processNames[subject] ?? subject;
}

const text = (facts: AlertFacts, name: string): string => String(facts[name] ?? '?');
const number = (facts: AlertFacts, name: string): number => Number(facts[name] ?? 0);

/** « 1 bulletin », « 3 bulletins ». */
function count(value: number, one: string, several = `${one}s`): string {
  return `${value}\u00a0${value < 2 ? one : several}`;
}

/** « 3 h », « 1 h 30 », « 30 min ». */
function length(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest}\u00a0min`;
  return rest === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${String(rest).padStart(2, '0')}`;
}

/** One decimal, with a comma. */
function mean(total: number, of: number): string {
  return (of === 0 ? 0 : total / of).toFixed(1).replace('.', ',');
}

const sentences: Readonly<Record<AlertKind, (facts: AlertFacts, about: string) => string>> = {
  'counters-disagree': (facts, contest) =>
    `${contest} : ${count(number(facts, 'signOffs'), 'émargement')} et ${count(number(facts, 'ballots'), 'bulletin')}, un écart que les votes en cours n’expliquent pas. Prévenez l’assistance et l’expert ; le bureau peut suspendre le vote.`,
  'counter-fell': (facts, contest) =>
    `${contest} : le nombre ${facts['counter'] === 'signOffs' ? 'd’émargements' : 'de bulletins'} est passé de ${text(facts, 'before')} à ${text(facts, 'now')}, alors qu’il ne peut que croître. Prévenez l’assistance et l’expert ; le bureau peut suspendre le vote.`,
  'counter-above-roll': (facts, contest) =>
    `${contest} : ${count(number(facts, 'most'), 'vote')} pour ${count(number(facts, 'registered'), 'inscrit')}. Prévenez l’assistance et l’expert ; le bureau peut suspendre le vote.`,
  'urn-damaged': (facts, contest) =>
    `${contest} : ${count(number(facts, 'records'), 'enregistrement du fichier urn.db ne se lit', 'enregistrements du fichier urn.db ne se lisent')} plus. Les autres votes continuent. L’assistance trouve lequel dans les messages du système et le remet depuis une copie ; le bureau peut suspendre le vote.`,
  'vote-unsettled': (facts, contest) =>
    `${contest} : depuis une demi-heure, ${count(number(facts, 'inFlight'), 'émargement attend', 'émargements attendent')} la confirmation de leur bulletin. Un redémarrage de l’urne règle d’ordinaire ces votes ; sinon, prévenez l’assistance.`,
  'filling-stopped': (facts, contest) =>
    `${contest} : aucun émargement depuis le ${frenchDateTime(number(facts, 'sinceMs'))}, soit ${length(number(facts, 'silentMinutes'))} aux heures de bureau, alors que les ${length(number(facts, 'beforeMinutes'))} précédentes en comptaient ${text(facts, 'before')}. Vérifiez que le site répond et que l’on peut voter.`,
  'filling-jumped': (facts, contest) =>
    `${contest} : ${count(number(facts, 'count'), 'émargement')} entre ${frenchTime(number(facts, 'fromMs'))} et ${frenchTime(number(facts, 'toMs'))}, plus de cinq fois la moyenne des demi-heures comparables (${mean(number(facts, 'before'), number(facts, 'intervals'))}). Un rappel aux électeurs peut l’expliquer ; sinon, prévenez l’expert.`,
  'voter-login-flood': (facts) =>
    `${text(facts, 'count')} identifiants, données de contrôle ou mots de passe d’électeurs refusés en ${text(facts, 'minutes')} minutes. Une erreur dans les courriers peut l’expliquer ; sinon, quelqu’un essaie des codes.`,
  'role-login-flood': (facts) =>
    `${text(facts, 'count')} mots de passe de rôles refusés en ${text(facts, 'minutes')} minutes. Aucun compte ne se bloque et aucun mot de passe ne se devine ; prévenez l’assistance si ce n’est pas l’un de vous.`,
  'one-time-code-flood': (facts) =>
    `${text(facts, 'count')} codes à usage unique refusés en ${text(facts, 'minutes')} minutes : quelqu’un connaît peut-être le mot de passe d’un rôle. Faites-le changer.`,
  'voters-blocked': (facts) =>
    `${count(number(facts, 'count'), 'électeur est refusé', 'électeurs sont refusés')} pour un temps après des erreurs. Une erreur dans les courriers peut l’expliquer ; sinon, quelqu’un essaie des codes.`,
  'seal-changed': () =>
    'Le code de scellement recalculé n’est pas celui qui a été imprimé. La page du scellement dit ce qui a changé ; le bureau décide de la suite.',
  'clock-jumped': (facts) =>
    `L’horloge du système a sauté de ${count(number(facts, 'seconds'), 'seconde')}. Les scrutins ouverts se sont suspendus d’eux-mêmes : vérifiez l’heure, puis chaque bureau reprend les siens.`,
  'clocks-differ': (facts, process) =>
    `L’heure du processus ${process} diffère de ${count(number(facts, 'seconds'), 'seconde')} de celle de l’horloge. Prévenez l’assistance.`,
  'disk-low': (facts) =>
    `Il reste ${text(facts, 'freeMebibytes')} Mio sur le disque des données. Prévenez l’assistance, qui fera de la place.`,
  'disk-full': (facts) =>
    `Il ne reste que ${text(facts, 'freeMebibytes')} Mio sur le disque des données : bientôt, aucun vote ne pourra être enregistré. Prévenez l’assistance sans attendre.`,
  'process-silent': (_facts, process) =>
    `Le processus ${process} ne répond plus : on ne peut peut-être plus voter. Prévenez l’assistance ; le bureau peut suspendre le vote.`,
  'process-restarting': (facts, process) =>
    `Le processus ${process} a redémarré ${text(facts, 'restarts')} fois en un quart d’heure. Prévenez l’assistance.`,
  'kiosk-silent': (facts, kiosk) =>
    `${kiosk} : aucune nouvelle depuis le ${frenchDateTime(number(facts, 'seenMs'))}. On ne peut sans doute plus y voter. Faites vérifier son courant et son câble ; les électeurs peuvent voter à une autre borne ou sur le site.`,
  'certificate-expiring': (facts) =>
    `Le certificat du site expire le ${frenchDateTime(number(facts, 'endsMs'))}. Prévoyez de le renouveler.`,
  'certificate-ends-early': (facts) =>
    `Le certificat du site expire ${frenchDateTime(number(facts, 'endsMs'))}, avant la fin du vote : les navigateurs refuseront alors le site. Prévenez l’assistance.`,
  'mail-unsent': (facts) =>
    `${count(number(facts, 'count'), 'message')} au bureau ${number(facts, 'count') < 2 ? 'n’a' : 'n’ont'} pas pu partir : leur passerelle ne les prend pas. Le système essaie de nouveau ; d’ici là, comptez sur ces pages.`,
  'journal-cut': (facts, process) =>
    `Le journal ${process} n’a plus l’entrée ${text(facts, 'sequence')} que le dernier point de contrôle signé comptait : il a été coupé, réécrit, ou remplacé par une copie plus ancienne. Prévenez l’expert.`,
  restored: (facts) =>
    `Le système est celui d’une sauvegarde du ${frenchDateTime(number(facts, 'takenMs'))} : les votes enregistrés ensuite sont perdus, et leurs électeurs peuvent voter de nouveau. Comparez le code de scellement à celui qui est imprimé, et les journaux au dernier point de contrôle reçu ; prévenez les électeurs et l’expert. Le bureau décide de la suite.`,
  intervention: () =>
    'Le gestionnaire déclare une intervention technique. Son motif est dans le journal ; le bureau doit pouvoir y assister.',
};
