/**
 * What a bureau's station says in French: a sentence for every refusal (the compiler keeps the list complete). Says what
 * happened, what it means for the keys or the count, and what to do. Shared by the station's pages and the role pages.
 */
import { checkTitles } from '../belenios/audit-text-fr.ts';
import type { AuditReport } from '../belenios/audit.ts';
import { assertNever } from '../result.ts';
import type { StationRefusal } from './call.ts';
import { reasonLength } from './seal-decision.ts';
import { frenchDateTimeToTheSecond } from '../french/dates.ts';
import { typeset } from '../french/text.ts';

const stop = 'Arrêtez ici, ne tapez plus aucune séquence, et notez-le au procès-verbal.';
const restart =
  'Les clés ne sont pas faites. Recommencez ; si cela se reproduit, arrêtez et prévenez l’assistance.';

/** One or more sentences, correctly typeset, plain text. */
export function stationRefusalText(refusal: StationRefusal): string {
  return typeset(sentence(refusal));
}

function sentence(refusal: StationRefusal): string {
  if (isOf(refusal, 'count', 'decrypt')) return countSentence(refusal);
  if (isOf(refusal, 'sequence')) return sequenceSentence(refusal);
  if (isOf(refusal, 'sealed')) return sealedSentence(refusal);
  if (isOf(refusal, 'possession')) return possessionSentence(refusal);
  if (isOf(refusal, 'keys', 'threshold', 'channel', 'station')) return keySentence(refusal);
  switch (refusal.code) {
    case 'session/unknown':
      return 'Par sécurité, vous avez été déconnecté. Reconnectez-vous avec le compte du bureau.';
    case 'role/not-allowed':
    case 'role/other-bureau':
      return 'Ce compte n’a pas le droit de faire cela. Connectez-vous avec un compte de ce bureau.';
    case 'round/not-now':
      return 'Ce n’est pas le moment de cette opération. Revenez à la page du bureau : elle indique l’étape en cours.';
    case 'decision/no-reason':
      return `Le motif du bureau compte de ${reasonLength.least} à ${reasonLength.most} caractères.`;
    case 'request/malformed':
      return 'Cette page n’a pas pu se faire comprendre du système. Rechargez-la ; si cela se reproduit, prévenez l’assistance.';
    case 'request/too-many':
      return 'Trop de demandes en peu de temps. Attendez une minute, puis réessayez.';
    case 'service/unavailable':
      return 'Le système ne peut pas répondre pour le moment. Réessayez dans une minute ; si cela dure, prévenez l’assistance.';
    case 'service/no-answer':
      return 'Le système n’a pas répondu. Vérifiez la connexion au réseau, puis réessayez.';
    default:
      return assertNever(refusal);
  }
}

type Of<Prefix extends string> = Extract<StationRefusal, { readonly code: `${Prefix}/${string}` }>;

function isOf<Prefix extends string>(
  refusal: StationRefusal,
  ...prefixes: readonly Prefix[]
): refusal is Of<Prefix> {
  return prefixes.some((prefix) => refusal.code.startsWith(`${prefix}/`));
}

function countSentence(refusal: Of<'count' | 'decrypt'>): string {
  switch (refusal.code) {
    case 'count/unknown-holder':
      return 'Ce porteur n’est pas de ce bureau. Choisissez son nom dans la liste.';
    case 'count/already-given':
      return 'Ce porteur a déjà donné sa part. Choisissez-en un autre.';
    case 'count/waits-replacement':
      return 'Cette clé ne sert que pour remplacer un autre porteur, absent ou empêché. Un membre du bureau l’écrit d’abord sur la page « Remplacements ».';
    case 'count/replaced':
      return 'Ce porteur est remplacé : sa clé ne sert plus. S’il est là, un membre du bureau met fin au remplacement sur la page « Remplacements », avant que l’autre clé ne serve.';
    case 'count/wrong-holder':
    case 'decrypt/not-a-trustee':
      return 'Cette séquence n’est pas celle de ce porteur. Vérifiez le nom choisi et l’enveloppe ouverte.';
    case 'count/missing-urn':
    case 'decrypt/unknown-urn':
      return `Le contenu d’une urne manque. ${stop}`;
    case 'count/bad-decryption':
      return `Le système a refusé cette part : elle ne correspond pas à l’urne. ${stop}`;
    case 'count/appliance-refused':
      return `Le système a lui-même refusé d’ouvrir une urne, faute d’y trouver ce qui a été scellé. ${stop}`;
    case 'count/disagreement':
      return 'Les bulletins et les émargements ne sont pas en même nombre. Le bureau doit d’abord écrire sa décision sur la page « Scellé de clôture ».';
    case 'count/seal-differs':
      return 'Le contrôle du scellement a trouvé une différence. Le bureau doit d’abord écrire sa décision sur la page « Scellé de clôture ».';
    case 'count/seal-unchecked':
      return 'Le code de scellement n’a pas été recalculé depuis la clôture. Faites-le d’abord sur la page « Scellé de clôture ».';
    case 'count/not-held':
      return 'La séance de dépouillement n’est pas ouverte. Un membre du bureau l’ouvre d’abord sur la page « Séances », et y écrit qui est présent.';
    default:
      return assertNever(refusal);
  }
}

function sequenceSentence(refusal: Of<'sequence'>): string {
  switch (refusal.code) {
    case 'sequence/wrong-length':
      return `Une séquence compte ${refusal.expected} caractères ; ${refusal.found} sont tapés. Comparez à la feuille, groupe par groupe.`;
    case 'sequence/wrong-character':
      return `Le ${refusal.position === 1 ? '1er' : `${refusal.position}e`} caractère ne peut pas être dans une séquence. Comparez-le à la feuille.`;
    case 'sequence/bad-check':
      return 'Il y a une faute de frappe. Comparez à la feuille, groupe par groupe.';
    case 'sequence/differs':
      return `Le ${refusal.group === 1 ? '1er' : `${refusal.group}e`} groupe n’est pas celui qui a été tiré. Corrigez la feuille ou la saisie ; au besoin, affichez de nouveau la séquence.`;
    default:
      return assertNever(refusal);
  }
}

function sealedSentence(refusal: Of<'sealed'>): string {
  switch (refusal.code) {
    case 'sealed/unreadable-code':
      return 'Ce code de clôture n’est pas complet ou contient une faute de frappe. Comparez-le à la feuille signée, groupe par groupe.';
    case 'sealed/too-early':
      return `À l’horloge de ce poste, le délai de grâce n’est pas passé : le dépouillement commence le ${frenchDateTimeToTheSecond(refusal.fromMs)}. Si cette horloge est fausse, corrigez-la.`;
    case 'sealed/other-archives':
      return `Le contenu des urnes reçu ne donne pas ce code. Vérifiez que la feuille est celle de ce bureau, et relisez chaque groupe. Si tout est juste : ${stop.charAt(0).toLowerCase()}${stop.slice(1)}`;
    case 'sealed/no-calendar':
      return `Le calendrier scellé dans les urnes est illisible ou n’est pas le même pour toutes. ${stop}`;
    case 'sealed/other-count':
      return `L’urne « ${refusal.title} » contient ${ballots(refusal.found)} alors que le système en annonce ${refusal.announced}. ${stop}`;
    case 'sealed/not-at-tally':
      return `Une urne n’est pas dans l’état d’une urne close et pas encore ouverte. ${stop}`;
    case 'sealed/bad-archive':
      return `La vérification d’une urne a échoué (${failedCheck(refusal.report)}). ${stop}`;
    default:
      return assertNever(refusal);
  }
}

function ballots(count: number): string {
  return `${count} ${count < 2 ? 'bulletin' : 'bulletins'}`;
}

function failedCheck({ checks }: AuditReport): string {
  const failed = checks.find(({ ok }) => !ok);
  return failed === undefined ? 'contrôle inconnu' : checkTitles[failed.check];
}

function possessionSentence(refusal: Of<'possession'>): string {
  switch (refusal.code) {
    case 'possession/wrong-holder':
      return 'Ce n’est pas la clé de ce porteur. Vérifiez le nom choisi, et ce qui est dans son enveloppe.';
    case 'possession/too-early':
      return 'Les clés ne sont pas encore toutes faites. La vérification vient juste après.';
    case 'possession/wrong-challenge':
      return 'Cette vérification a expiré, ou une autre a été commencée depuis. Recommencez-la.';
    case 'possession/bad-proof':
      return 'Le système n’a pas reconnu la clé de ce porteur. Recommencez ; si cela se reproduit, il faut refaire les clés.';
    default:
      return assertNever(refusal);
  }
}

function keySentence(refusal: Of<'keys' | 'threshold' | 'channel' | 'station'>): string {
  switch (refusal.code) {
    case 'keys/already-complete':
      return 'Les clés de ce bureau sont déjà faites. Elles ne peuvent plus changer.';
    case 'keys/unknown-holder':
      return 'Ce porteur n’est pas de ce bureau.';
    case 'keys/not-this-step':
    case 'keys/begun':
      return 'Une création des clés a déjà été commencée et n’est pas finie. Les séquences déjà recopiées ne servent plus : détruisez-les et recommencez.';
    case 'keys/bad-message':
      return `Le système a refusé ce que ce poste a fabriqué. ${restart}`;
    case 'keys/other-carrier':
      return 'Le dossier de vote ne prévoit pas ce support pour les clés : clé de sécurité ou papier. Créez les clés sur le poste prévu.';
    case 'keys/bad-record':
      return `Ce qui a été enregistré pour cette clé de sécurité n’est pas à ce porteur. ${restart}`;
    case 'keys/virtual-token':
      return `Cette élection est réelle, et cette clé de sécurité est virtuelle : elle ne protège rien. Prenez une vraie clé de sécurité. ${restart}`;
    case 'keys/envelope-taken':
      return 'Ce numéro d’enveloppe est déjà pris dans cette élection. Prenez une autre enveloppe, ou corrigez le numéro.';
    case 'keys/carrier-missing':
      return 'Un porteur n’a pas encore sa clé de sécurité ou sa feuille. Chacun doit l’avoir avant la suite.';
    case 'keys/altered':
    case 'station/not-my-place':
    case 'threshold/not-a-holder':
      return `Ce que le système a rendu n’est pas ce que ce poste avait envoyé. ${restart}`;
    case 'threshold/malformed':
    case 'threshold/wrong-count':
    case 'threshold/bad-certificate':
    case 'threshold/duplicate-key':
    case 'threshold/bad-coefficients':
    case 'threshold/bad-verification-key':
    case 'threshold/bad-secret':
    case 'channel/malformed':
    case 'channel/cannot-decrypt':
    case 'channel/bad-signature':
    case 'channel/other-recipient':
      return `Une vérification des clés a échoué. ${restart}`;
    default:
      return assertNever(refusal);
  }
}
