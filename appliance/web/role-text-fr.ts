/**
 * What the people with a role are told in French: a sentence for every refusal of their use cases (the compiler keeps
 * the list complete). Says what happened, what it means for the election, and what to do.
 */
import { ceremonyTitles } from '../../core/ceremony/words-fr.ts';
import type { AcceptRefusal } from '../use-cases/accept-disagreement.ts';
import type { SealingRefusal } from '../use-cases/accept-derogations.ts';
import type { SealDecisionRefusal } from '../use-cases/decide-on-seal.ts';
import type { DecideOnVoteRefusal } from '../use-cases/decide-on-vote.ts';
import type { AlertRefusal } from '../use-cases/alerts.ts';
import type { InterventionRefusal } from '../use-cases/record-intervention.ts';
import type { DecideRefusal } from '../use-cases/decide-tie.ts';
import type { DocumentRefusal } from '../use-cases/documents.ts';
import type { DrawFunctionsRefusal } from '../use-cases/draw-functions.ts';
import type { LinkRefusal } from '../use-cases/sign-off-link.ts';
import type { SignedCopyRefusal } from '../use-cases/keep-signed-copy.ts';
import { notNow } from './not-now-fr.ts';
import type { UploadRefusal } from './upload.ts';
import type { AssistanceRefusal } from '../use-cases/assistance.ts';
import type { HoldRefusal } from '../use-cases/hold-ceremony.ts';
import type { IssueCodesRefusal } from '../use-cases/issue-codes.ts';
import { frenchDateTime, frenchTime } from '../../core/french/dates.ts';
import { mostPrintedLines } from '../use-cases/journal-document.ts';
import type { UnlockRefusal } from '../use-cases/lock-session.ts';
import type { RemarkRefusal } from '../use-cases/make-remark.ts';
import type { HolderReplacementRefusal } from '../use-cases/replace-holder.ts';
import type { ReplaceRefusal } from '../use-cases/replace-access.ts';
import type { OwnAccessRefusal } from '../use-cases/own-access.ts';
import type { MoveClockRefusal } from '../use-cases/move-clock.ts';
import type { TrialRefusal } from '../use-cases/trial.ts';
import type { EntrustKioskRefusal } from '../use-cases/entrust-kiosk.ts';
import type { TerminalDecisionRefusal } from '../use-cases/terminals.ts';
import type { TestRefusal } from '../use-cases/test-functions.ts';
import type { ValidateRefusal } from '../use-cases/validate-results.ts';
import { typeset } from '../../core/french/text.ts';

export type RoleRefusal =
  | UnlockRefusal
  | OwnAccessRefusal
  | ReplaceRefusal
  | RemarkRefusal
  | IssueCodesRefusal
  | SealingRefusal
  | ValidateRefusal
  | DecideRefusal
  | DecideOnVoteRefusal
  | AcceptRefusal
  | SealDecisionRefusal
  | MoveClockRefusal
  | DocumentRefusal
  | HoldRefusal
  | DrawFunctionsRefusal
  | SignedCopyRefusal
  | LinkRefusal
  | UploadRefusal
  | TestRefusal
  | TerminalDecisionRefusal
  | EntrustKioskRefusal
  | TrialRefusal
  | HolderReplacementRefusal
  | AlertRefusal
  | InterventionRefusal
  | AssistanceRefusal
  | { readonly code: 'checklist/unknown-item' }
  /** The page belongs to another role. */
  | { readonly code: 'role/other-area' }
  /** What was typed in a form that asks for more. */
  | { readonly code: 'form/decision' | 'form/unknown' | 'form/closing' }
  | { readonly code: `journal/${'search' | 'date' | 'dates' | 'too-long' | 'broken'}` };

/** The refusals of one code, with what they tell. */
type RefusalOf<Code> = RoleRefusal extends infer Each
  ? Each extends { readonly code: infer Own }
    ? Code extends Own
      ? Each
      : never
    : never
  : never;

type Sentences = {
  readonly [Code in RoleRefusal['code']]: string | ((refusal: RefusalOf<Code>) => string);
};

/** One or more sentences, correctly typeset, plain text. */
export function roleRefusalText(refusal: RoleRefusal): string {
  const told = sentences[refusal.code] as string | ((given: RoleRefusal) => string);
  return typeset(typeof told === 'string' ? told : told(refusal));
}

const notYourRole = 'Cette page n’est pas ouverte à votre rôle. L’accord électoral dit qui voit quoi.';
const drawText =
  'Tapez chaque feuille telle qu’elle est lue, sans barre verticale. Il en faut au moins deux, et aucune vide.';
const drawNames = 'Le tirage demande au moins deux noms, tous différents. Prévenez l’assistance.';
const incomplete = 'Cette demande n’est pas complète. Rechargez la page et recommencez.';
const tooLarge =
  'Ce fichier dépasse 10 Mo. Numérisez le document en moins fin, ou en noir et blanc, puis recommencez. Rien n’est déposé.';
const alreadyPast = 'Ce moment est déjà passé. L’heure d’une démonstration ne recule pas.';

const sentences: Sentences = {
  'role-login/wrong-pair':
    'Ce compte et ce mot de passe ne vont pas ensemble. Vérifiez les deux sur votre courrier.',
  'role-code/wrong':
    'Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en montre un nouveau, et vérifiez l’heure de votre téléphone.',
  'role-code/ended': 'Cette connexion est finie. Recommencez avec votre compte et votre mot de passe.',
  'role-code/refused': ({ untilMs }) =>
    `Trop d’essais manqués : ni code ni clé d’accès n’est accepté pour ce compte jusqu’à ${frenchTime(untilMs)}. Si ce n’était pas vous, faites remplacer votre accès.`,
  'passkey/site-without-name':
    'Ce site est désigné par une adresse, et les navigateurs ne connaissent les clés d’accès que par un nom. Utilisez une application de codes, ou demandez au service informatique de donner un nom au site et un certificat pour ce nom.',
  'passkey/malformed':
    'La réponse du navigateur n’est pas celle d’une clé d’accès. Rechargez la page et recommencez.',
  'passkey/ended':
    'Cette demande est finie : elle vaut cinq minutes, une seule fois, et pour cette page. Recommencez.',
  'passkey/other-origin':
    'La clé d’accès a répondu à un autre site que celui-ci. Vérifiez l’adresse dans la barre du navigateur : si ce n’est pas celle de votre courrier, fermez la page et prévenez l’assistance.',
  'passkey/not-verified':
    'La clé d’accès n’a pas prouvé que c’est vous. Recommencez en donnant son code PIN, votre empreinte ou votre visage ; une clé qui n’a ni code PIN ni capteur ne convient pas.',
  'passkey/unknown':
    'Cette clé d’accès n’est pas inscrite pour ce compte, ou elle en a été retirée. Prenez-en une autre, ou un code si vous avez une application.',
  'passkey/counter-back':
    'Cette clé d’accès a déjà servi plus souvent qu’elle ne le dit : elle a peut-être été copiée. Elle est refusée, et le journal le dit. Prévenez le bureau de vote et l’assistance.',
  'passkey/already': 'Cette clé d’accès est déjà inscrite.',
  'passkey/too-many': 'Ce compte a déjà dix clés d’accès. Retirez-en une avant d’en ajouter une autre.',
  'own-access/last-factor':
    'C’est votre seul moyen de vous connecter après le mot de passe. Ajoutez-en un autre avant de retirer celui-ci.',
  'own-access/unknown-factor': 'Ce moyen de connexion n’est plus inscrit. Rechargez la page.',
  'own-access/has-code':
    'Une application de codes est déjà inscrite. Retirez-la avant d’en inscrire une autre.',
  'remark/empty': 'Écrivez votre remarque avant de l’envoyer.',
  'access/not-yours': 'Cet accès n’est pas de ceux que vous pouvez remplacer.',
  'access/second-member':
    'Vous avez déjà demandé ce remplacement. Un autre membre du bureau doit le confirmer.',
  'role/other-area': notYourRole,
  'role/not-allowed': notYourRole,
  'role/other-bureau': 'Ce scrutin relève d’un autre bureau de vote. Vous ne voyez que ceux de votre bureau.',
  'round/not-now': ({ action }) => notNow[action],
  'round/sealed': 'L’élection est scellée : plus rien ne peut changer.',
  'codes/already-issued': 'Les codes d’accès sont déjà créés. Ils servent aux deux tours.',
  'codes/printer-key-needed':
    'La clé publique de l’imprimeur n’a pas été donnée à l’installation : les courriers ne peuvent pas être chiffrés. Rien n’a été créé. Prévenez l’assistance.',
  'codes/not-issued':
    'Les codes d’accès ne sont pas encore créés. Le gestionnaire doit le faire avant le scellement.',
  'seal/not-confirmed':
    'Il reste des paramètres à contrôler. Chaque bureau confirme les siens avant le scellement.',
  'seal/keys-missing':
    'Les clés d’un bureau ne sont pas faites. Chaque bureau crée les siennes avant le scellement.',
  'seal/possession-missing':
    'Les porteurs d’un bureau n’ont pas tous vérifié leur clé. Chacun le fait sur la page « Création des clés » de son bureau, avant le scellement.',
  'ceremony/unknown': 'Cette séance n’existe pas dans cette élection.',
  'ceremony/missing': ({ ceremony }) => `Il faut d’abord tenir la séance « ${ceremonyTitles[ceremony]} ».`,
  'ceremony/not-held': ({ ceremony }) => `Il faut d’abord tenir la séance « ${ceremonyTitles[ceremony]} ».`,
  'ceremony/past': ({ ceremony }) =>
    `Il est trop tard : cette séance se tient avant la séance « ${ceremonyTitles[ceremony]} ».`,
  'ceremony/not-opened': 'Ouvrez d’abord la séance : notez qui est présent.',
  'ceremony/under-way': 'Cette séance est déjà ouverte. Revenez aux séances pour la reprendre.',
  'ceremony/not-this-step': 'Ce n’est pas l’étape en cours. Rechargez la page pour voir où en est la séance.',
  'ceremony/nobody': 'Cochez au moins un membre du bureau : une séance ne se tient pas sans lui.',
  'ceremony/no-reason':
    'Il manque quelqu’un que la séance demande. Attendez-le, ou écrivez pourquoi le bureau tient la séance sans lui.',
  'ceremony/no-text': 'Écrivez ce qui doit être noté.',
  'draw/not-by-lot': 'Dans cette élection, les fonctions du bureau ne sont pas tirées au sort.',
  'draw/already-drawn': 'Le tirage au sort a eu lieu. Il ne se refait pas.',
  'draw/contribution': drawText,
  'draw/no-seed': drawText,
  'draw/too-few': drawNames,
  'draw/twice': drawNames,
  'test/running': 'Un essai est déjà en cours. Il prend quelques secondes.',
  'seal/ceremony-missing': ({ ceremony }) =>
    `Un bureau doit encore tenir la séance « ${ceremonyTitles[ceremony]} » avant le scellement. Rien n’est scellé.`,
  'seal/no-urn': 'Aucun scrutin n’a à la fois une liste et des électeurs : il n’y a rien à sceller.',
  'seal/derogation-not-accepted':
    'Cochez chaque point pour l’accepter. Rien n’est scellé. Si le bureau en refuse un, ne scellez pas et prévenez le gestionnaire.',
  'seal/other-software':
    'Le logiciel n’est pas celui du rapport d’expertise. Écrivez pourquoi le bureau scelle malgré cela, ou ne scellez pas et prévenez le gestionnaire.',
  'journal/search': 'Cette recherche ne peut pas être lue. Recommencez-la avec le formulaire.',
  'journal/date':
    'Une des dates n’existe pas. Choisissez-la dans le calendrier, ou écrivez-la comme 2026-12-08.',
  'journal/dates': 'La période finit avant de commencer. Corrigez l’une des deux dates.',
  'journal/too-long': `L’extrait à imprimer tient au plus ${mostPrintedLines} entrées. Choisissez une période plus courte, ou prenez le tableur.`,
  'journal/broken':
    'L’enchaînement d’un journal est rompu : rien n’en est exporté. Prévenez le bureau de vote et l’assistance.',
  'checklist/unknown-item': incomplete,
  'form/unknown': incomplete,
  'results/not-counted': 'Toutes les urnes de ce bureau ne sont pas encore dépouillées.',
  'results/decision-needed':
    'Une égalité reste à trancher. Écrivez la décision sur la page du scrutin, puis validez.',
  'results/not-held':
    'La séance de proclamation n’est pas ouverte. Ouvrez-la d’abord sur la page « Séances », et écrivez qui est présent.',
  'results/already-validated': 'Les résultats de ce bureau sont déjà validés et publiés.',
  'decision/not-asked':
    'Cette question ne se pose plus. Rechargez la page pour voir où en est l’attribution.',
  'form/decision':
    'Choisissez une liste, et écrivez qui a décidé et comment : ce texte figurera au procès-verbal.',
  'document/not-ready':
    'Ce document ne peut pas encore être fait : ce qu’il constate n’est pas encore arrivé.',
  'document/unknown': 'Ce document n’existe pas.',
  'copy/unknown-document':
    'Choisissez le document signé dans la liste : celui-ci ne peut pas encore être signé. Rien n’est déposé.',
  'copy/empty': 'Choisissez le fichier du document signé et numérisé. Rien n’est déposé.',
  'copy/too-large': tooLarge,
  'upload/too-large': tooLarge,
  'copy/not-pdf':
    'Ce fichier n’est pas un PDF. Numérisez le document au format PDF, puis recommencez. Rien n’est déposé.',
  'copy/already-kept': 'Ce fichier est déjà déposé pour ce document. Il y reste, inchangé.',
  'copy/too-many': 'Ce document a déjà vingt exemplaires déposés. Prévenez l’assistance.',
  'link/not-a-member': 'Choisissez le membre du bureau qui imprime les listes.',
  'link/not-yours': 'Ce lien est adressé à un autre membre du bureau : lui seul peut l’ouvrir.',
  'link/used': 'Ce lien a déjà servi. Le bureau peut en adresser un autre.',
  'link/expired': 'Ce lien est échu : il ne vaut qu’une demi-heure. Le bureau peut en adresser un autre.',
  'upload/malformed':
    'L’envoi n’est pas arrivé en entier. Rechargez la page et recommencez. Rien n’est déposé.',
  'seal-decision/none': 'Ce contrôle n’appelle plus de décision. Rechargez la page pour voir le dernier.',
  'seal-decision/already-made': 'La décision du bureau sur cette différence est déjà enregistrée.',
  'seal-decision/incomplete':
    'Choisissez ce que décide le bureau, et écrivez ses raisons : ce texte figurera au procès-verbal.',
  'replacement/opened': 'Les urnes de ce bureau sont ouvertes : aucun remplacement n’a plus d’effet.',
  'replacement/key-used': 'L’une des deux clés a déjà servi : le remplacement ne peut plus changer.',
  'replacement/nobody':
    'Le dossier de vote ne donne de clé à personne pour remplacer ce porteur. Les autres porteurs suffisent si leur nombre atteint le seuil.',
  'replacement/already': 'Ce remplacement est déjà écrit.',
  'replacement/none': 'Ce porteur n’est pas remplacé : il n’y a rien à terminer.',
  'disagreement/none': 'Il n’y a plus d’écart sur ce point : il n’y a rien à décider.',
  'disagreement/already-accepted': 'La décision du bureau est déjà enregistrée.',
  'disagreement/no-reason':
    'Écrivez la décision du bureau et ses raisons : ce texte figurera au procès-verbal.',
  'terminal/not-pending':
    'Cette demande n’attend plus de réponse : elle a été traitée, ou le terminal s’est arrêté d’attendre. Rechargez la page.',
  'terminal/not-accepted': 'Ce terminal n’est plus en service. Rechargez la page.',
  'terminal/no-place':
    'Écrivez où se trouve ce terminal (agence, salle) : les bureaux le reconnaîtront à ce nom.',
  'station/unknown': 'Ce terminal n’est plus en service, ou n’est plus confié. Rechargez la page.',
  'station/entrusted-elsewhere':
    'Ce terminal est confié à un autre bureau. Un de ses membres doit d’abord le reprendre, sur sa page « Postes » ; l’informaticien peut aussi le retirer.',
  'kiosk/no-such-code':
    'Aucune borne ne montre ce code en ce moment. Il ne vaut que deux minutes : refaites-en afficher un sur la borne (« Réglages », puis « Bureau de vote »), et tapez-le sans attendre.',
  'trial/already-open': 'Un scrutin à blanc est déjà ouvert. Effacez-le avant d’en ouvrir un autre.',
  'trial/none': 'Il n’y a pas de scrutin à blanc à effacer pour le moment.',
  'trial/inside-a-trial':
    'Vous êtes dans le scrutin à blanc : c’est depuis le site de l’élection qu’il s’ouvre et s’efface.',
  'seal/trial-open': 'Un scrutin à blanc est encore ouvert. Effacez-le, puis scellez : rien n’a été scellé.',
  'vote-decision/no-contest': 'Cochez au moins un scrutin. Rien n’est changé.',
  'vote-decision/no-reason':
    'Écrivez le motif : il est lu par les électeurs et figure au procès-verbal. Rien n’est changé.',
  'vote-decision/no-authorisation':
    'Écrivez qui a autorisé cette décision, et la référence de l’autorisation. Rien n’est changé.',
  'vote-decision/changed':
    'Une décision a été prise sur un de ces scrutins depuis l’ouverture de cette page. Relisez où il en est, puis décidez. Rien n’est changé.',
  'vote-decision/not-open-yet': 'Ce scrutin n’est pas encore ouvert : il n’y a rien à suspendre.',
  'vote-decision/closed': 'Ce scrutin est clos : il ne peut plus être suspendu ni prolongé.',
  'vote-decision/after-closing': 'La clôture de ce scrutin est passée : il ne peut plus être prolongé.',
  'vote-decision/already-suspended': 'Ce scrutin est déjà suspendu.',
  'vote-decision/not-suspended': 'Ce scrutin n’est pas suspendu : il n’y a rien à reprendre.',
  'vote-decision/not-later': ({ closesMs }) =>
    `La nouvelle clôture doit être après celle qui vaut : ${frenchDateTime(closesMs)}.`,
  'vote-decision/too-late': ({ latestMs }) =>
    `Un vote se prolonge de huit jours au plus après la clôture scellée : jusqu’au ${frenchDateTime(latestMs)}.`,
  'form/closing': 'Donnez un jour et une heure, par exemple 08/12/2026 et 18:30.',
  'alert/unknown': 'Cette alerte n’existe pas, ou relève d’un autre bureau de vote.',
  'alert/already-acknowledged': 'Le bureau a déjà pris acte de cette alerte.',
  'alert/no-note': 'Écrivez ce que le bureau a constaté ou décidé, même en quelques mots.',
  'intervention/no-reason': 'Écrivez ce qui va être fait, par qui et pourquoi. Rien n’est encore déclaré.',
  'assistance/no-subject': 'Choisissez l’objet de l’appel.',
  'assistance/no-note': 'Écrivez en quelques mots ce qui a été demandé et ce que vous avez fait.',
  'assistance/holds-code':
    'Ce texte contient ce qui ressemble à un code d’accès. Retirez-le : aucun code ne s’écrit ici. Un code postal ou un numéro de téléphone s’écrit avec des espaces.',
  'assistance/unknown-elector': 'Aucun électeur n’a ce matricule. Vérifiez-le avec la personne.',
  'letter/no-reason': 'Choisissez pourquoi le pli est revenu.',
  'letter/no-outcome': 'Choisissez ce qui a été fait de ce pli.',
  'letter/unknown': 'Ce pli n’est pas dans la liste.',
  'letter/already-followed': 'La suite donnée à ce pli est déjà enregistrée.',
  'clock/real': 'Une vraie élection suit l’heure légale : elle ne peut pas être avancée.',
  'clock/unknown-moment': alreadyPast,
  'clock/past': alreadyPast,
};
