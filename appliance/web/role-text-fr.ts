/**
 * What the people with a role are told in French: a sentence for every refusal of their use cases (the compiler keeps
 * the list complete). Says what happened, what it means for the election, and what to do.
 */
import { assertNever } from '../../core/result.ts';
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
import type { MoveClockRefusal } from '../use-cases/move-clock.ts';
import type { TrialRefusal } from '../use-cases/trial.ts';
import type { EntrustKioskRefusal } from '../use-cases/entrust-kiosk.ts';
import type { TerminalDecisionRefusal } from '../use-cases/terminals.ts';
import type { TestRefusal } from '../use-cases/test-functions.ts';
import type { ValidateRefusal } from '../use-cases/validate-results.ts';
import { typeset } from '../../core/french/text.ts';

export type RoleRefusal =
  | UnlockRefusal
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

/** One or more sentences, correctly typeset, plain text. */
export function roleRefusalText(refusal: RoleRefusal): string {
  return typeset(sentence(refusal));
}

function sentence(refusal: RoleRefusal): string {
  switch (refusal.code) {
    case 'role-login/wrong-pair':
      return 'Ce compte et ce mot de passe ne vont pas ensemble. Vérifiez les deux sur votre courrier.';
    case 'role-code/wrong':
      return 'Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en montre un nouveau, et vérifiez l’heure de votre téléphone.';
    case 'role-code/ended':
      return 'Cette connexion est finie. Recommencez avec votre compte et votre mot de passe.';
    case 'role-code/refused':
      return `Trop de codes erronés : aucun code n’est accepté pour ce compte jusqu’à ${frenchTime(refusal.untilMs)}. Si ce n’était pas vous, faites remplacer votre accès.`;
    case 'remark/empty':
      return 'Écrivez votre remarque avant de l’envoyer.';
    case 'access/not-yours':
      return 'Cet accès n’est pas de ceux que vous pouvez remplacer.';
    case 'access/second-member':
      return 'Vous avez déjà demandé ce remplacement. Un autre membre du bureau doit le confirmer.';
    case 'role/other-area':
    case 'role/not-allowed':
      return 'Cette page n’est pas ouverte à votre rôle. L’accord électoral dit qui voit quoi.';
    case 'role/other-bureau':
      return 'Ce scrutin relève d’un autre bureau de vote. Vous ne voyez que ceux de votre bureau.';
    case 'round/not-now':
      return notNow[refusal.action];
    case 'round/sealed':
      return 'L’élection est scellée : plus rien ne peut changer.';
    case 'codes/already-issued':
      return 'Les codes d’accès sont déjà créés. Ils servent aux deux tours.';
    case 'codes/printer-key-needed':
      return 'La clé publique de l’imprimeur n’a pas été donnée à l’installation : les courriers ne peuvent pas être chiffrés. Rien n’a été créé. Prévenez l’assistance.';
    case 'codes/not-issued':
      return 'Les codes d’accès ne sont pas encore créés. Le gestionnaire doit le faire avant le scellement.';
    case 'seal/not-confirmed':
      return 'Il reste des paramètres à contrôler. Chaque bureau confirme les siens avant le scellement.';
    case 'seal/keys-missing':
      return 'Les clés d’un bureau ne sont pas faites. Chaque bureau crée les siennes avant le scellement.';
    case 'seal/possession-missing':
      return 'Les porteurs d’un bureau n’ont pas tous vérifié leur clé. Chacun le fait sur la page « Création des clés » de son bureau, avant le scellement.';
    case 'ceremony/unknown':
      return 'Cette séance n’existe pas dans cette élection.';
    case 'ceremony/missing':
    case 'ceremony/not-held':
      return `Il faut d’abord tenir la séance « ${ceremonyTitles[refusal.ceremony]} ».`;
    case 'ceremony/past':
      return `Il est trop tard : cette séance se tient avant la séance « ${ceremonyTitles[refusal.ceremony]} ».`;
    case 'ceremony/not-opened':
      return 'Ouvrez d’abord la séance : notez qui est présent.';
    case 'ceremony/under-way':
      return 'Cette séance est déjà ouverte. Revenez aux séances pour la reprendre.';
    case 'ceremony/not-this-step':
      return 'Ce n’est pas l’étape en cours. Rechargez la page pour voir où en est la séance.';
    case 'ceremony/nobody':
      return 'Cochez au moins un membre du bureau : une séance ne se tient pas sans lui.';
    case 'ceremony/no-reason':
      return 'Il manque quelqu’un que la séance demande. Attendez-le, ou écrivez pourquoi le bureau tient la séance sans lui.';
    case 'ceremony/no-text':
      return 'Écrivez ce qui doit être noté.';
    case 'draw/not-by-lot':
      return 'Dans cette élection, les fonctions du bureau ne sont pas tirées au sort.';
    case 'draw/already-drawn':
      return 'Le tirage au sort a eu lieu. Il ne se refait pas.';
    case 'draw/contribution':
    case 'draw/no-seed':
      return 'Tapez chaque feuille telle qu’elle est lue, sans barre verticale. Il en faut au moins deux, et aucune vide.';
    case 'draw/too-few':
    case 'draw/twice':
      return 'Le tirage demande au moins deux noms, tous différents. Prévenez l’assistance.';
    case 'test/running':
      return 'Un essai est déjà en cours. Il prend quelques secondes.';
    case 'seal/ceremony-missing':
      return `Un bureau doit encore tenir la séance « ${ceremonyTitles[refusal.ceremony]} » avant le scellement. Rien n’est scellé.`;
    case 'seal/no-urn':
      return 'Aucun scrutin n’a à la fois une liste et des électeurs : il n’y a rien à sceller.';
    case 'seal/derogation-not-accepted':
      return 'Cochez chaque point pour l’accepter. Rien n’est scellé. Si le bureau en refuse un, ne scellez pas et prévenez le gestionnaire.';
    case 'seal/other-software':
      return 'Le logiciel n’est pas celui du rapport d’expertise. Écrivez pourquoi le bureau scelle malgré cela, ou ne scellez pas et prévenez le gestionnaire.';
    case 'journal/search':
      return 'Cette recherche ne peut pas être lue. Recommencez-la avec le formulaire.';
    case 'journal/date':
      return 'Une des dates n’existe pas. Choisissez-la dans le calendrier, ou écrivez-la comme 2026-12-08.';
    case 'journal/dates':
      return 'La période finit avant de commencer. Corrigez l’une des deux dates.';
    case 'journal/too-long':
      return `L’extrait à imprimer tient au plus ${mostPrintedLines} entrées. Choisissez une période plus courte, ou prenez le tableur.`;
    case 'journal/broken':
      return 'L’enchaînement d’un journal est rompu : rien n’en est exporté. Prévenez le bureau de vote et l’assistance.';
    case 'checklist/unknown-item':
    case 'form/unknown':
      return 'Cette demande n’est pas complète. Rechargez la page et recommencez.';
    case 'results/not-counted':
      return 'Toutes les urnes de ce bureau ne sont pas encore dépouillées.';
    case 'results/decision-needed':
      return 'Une égalité reste à trancher. Écrivez la décision sur la page du scrutin, puis validez.';
    case 'results/not-held':
      return 'La séance de proclamation n’est pas ouverte. Ouvrez-la d’abord sur la page « Séances », et écrivez qui est présent.';
    case 'results/already-validated':
      return 'Les résultats de ce bureau sont déjà validés et publiés.';
    case 'decision/not-asked':
      return 'Cette question ne se pose plus. Rechargez la page pour voir où en est l’attribution.';
    case 'form/decision':
      return 'Choisissez une liste, et écrivez qui a décidé et comment : ce texte figurera au procès-verbal.';
    case 'document/not-ready':
      return 'Ce document ne peut pas encore être fait : ce qu’il constate n’est pas encore arrivé.';
    case 'document/unknown':
      return 'Ce document n’existe pas.';
    case 'copy/unknown-document':
      return 'Choisissez le document signé dans la liste : celui-ci ne peut pas encore être signé. Rien n’est déposé.';
    case 'copy/empty':
      return 'Choisissez le fichier du document signé et numérisé. Rien n’est déposé.';
    case 'copy/too-large':
    case 'upload/too-large':
      return 'Ce fichier dépasse 10 Mo. Numérisez le document en moins fin, ou en noir et blanc, puis recommencez. Rien n’est déposé.';
    case 'copy/not-pdf':
      return 'Ce fichier n’est pas un PDF. Numérisez le document au format PDF, puis recommencez. Rien n’est déposé.';
    case 'copy/already-kept':
      return 'Ce fichier est déjà déposé pour ce document. Il y reste, inchangé.';
    case 'copy/too-many':
      return 'Ce document a déjà vingt exemplaires déposés. Prévenez l’assistance.';
    case 'link/not-a-member':
      return 'Choisissez le membre du bureau qui imprime les listes.';
    case 'link/not-yours':
      return 'Ce lien est adressé à un autre membre du bureau : lui seul peut l’ouvrir.';
    case 'link/used':
      return 'Ce lien a déjà servi. Le bureau peut en adresser un autre.';
    case 'link/expired':
      return 'Ce lien est échu : il ne vaut qu’une demi-heure. Le bureau peut en adresser un autre.';
    case 'upload/malformed':
      return 'L’envoi n’est pas arrivé en entier. Rechargez la page et recommencez. Rien n’est déposé.';
    case 'seal-decision/none':
      return 'Ce contrôle n’appelle plus de décision. Rechargez la page pour voir le dernier.';
    case 'seal-decision/already-made':
      return 'La décision du bureau sur cette différence est déjà enregistrée.';
    case 'seal-decision/incomplete':
      return 'Choisissez ce que décide le bureau, et écrivez ses raisons : ce texte figurera au procès-verbal.';
    case 'replacement/opened':
      return 'Les urnes de ce bureau sont ouvertes : aucun remplacement n’a plus d’effet.';
    case 'replacement/key-used':
      return 'L’une des deux clés a déjà servi : le remplacement ne peut plus changer.';
    case 'replacement/nobody':
      return 'Le dossier de vote ne donne de clé à personne pour remplacer ce porteur. Les autres porteurs suffisent si leur nombre atteint le seuil.';
    case 'replacement/already':
      return 'Ce remplacement est déjà écrit.';
    case 'replacement/none':
      return 'Ce porteur n’est pas remplacé : il n’y a rien à terminer.';
    case 'disagreement/none':
      return 'Il n’y a plus d’écart sur ce point : il n’y a rien à décider.';
    case 'disagreement/already-accepted':
      return 'La décision du bureau est déjà enregistrée.';
    case 'disagreement/no-reason':
      return 'Écrivez la décision du bureau et ses raisons : ce texte figurera au procès-verbal.';
    case 'terminal/not-pending':
      return 'Cette demande n’attend plus de réponse : elle a été traitée, ou le terminal s’est arrêté d’attendre. Rechargez la page.';
    case 'terminal/not-accepted':
      return 'Ce terminal n’est plus en service. Rechargez la page.';
    case 'terminal/no-place':
      return 'Écrivez où se trouve ce terminal (agence, salle) : les bureaux le reconnaîtront à ce nom.';
    case 'station/unknown':
      return 'Ce terminal n’est plus en service, ou n’est plus confié. Rechargez la page.';
    case 'station/entrusted-elsewhere':
      return 'Ce poste de séance est confié à un autre bureau. Un de ses membres doit d’abord le reprendre, sur sa page « Postes ».';
    case 'kiosk/no-such-code':
      return 'Aucune borne ne montre ce code en ce moment. Il ne vaut que deux minutes : refaites-en afficher un sur la borne (« Réglages », puis « Bureau de vote »), et tapez-le sans attendre.';
    case 'trial/already-open':
      return 'Un scrutin à blanc est déjà ouvert. Effacez-le avant d’en ouvrir un autre.';
    case 'trial/none':
      return 'Il n’y a pas de scrutin à blanc à effacer pour le moment.';
    case 'trial/inside-a-trial':
      return 'Vous êtes dans le scrutin à blanc : c’est depuis le site de l’élection qu’il s’ouvre et s’efface.';
    case 'seal/trial-open':
      return 'Un scrutin à blanc est encore ouvert. Effacez-le, puis scellez : rien n’a été scellé.';
    case 'vote-decision/no-contest':
      return 'Cochez au moins un scrutin. Rien n’est changé.';
    case 'vote-decision/no-reason':
      return 'Écrivez le motif : il est lu par les électeurs et figure au procès-verbal. Rien n’est changé.';
    case 'vote-decision/no-authorisation':
      return 'Écrivez qui a autorisé cette décision, et la référence de l’autorisation. Rien n’est changé.';
    case 'vote-decision/changed':
      return 'Une décision a été prise sur un de ces scrutins depuis l’ouverture de cette page. Relisez où il en est, puis décidez. Rien n’est changé.';
    case 'vote-decision/not-open-yet':
      return 'Ce scrutin n’est pas encore ouvert : il n’y a rien à suspendre.';
    case 'vote-decision/closed':
      return 'Ce scrutin est clos : il ne peut plus être suspendu ni prolongé.';
    case 'vote-decision/after-closing':
      return 'La clôture de ce scrutin est passée : il ne peut plus être prolongé.';
    case 'vote-decision/already-suspended':
      return 'Ce scrutin est déjà suspendu.';
    case 'vote-decision/not-suspended':
      return 'Ce scrutin n’est pas suspendu : il n’y a rien à reprendre.';
    case 'vote-decision/not-later':
      return `La nouvelle clôture doit être après celle qui vaut : ${frenchDateTime(refusal.closesMs)}.`;
    case 'vote-decision/too-late':
      return `Un vote se prolonge de huit jours au plus après la clôture scellée : jusqu’au ${frenchDateTime(refusal.latestMs)}.`;
    case 'form/closing':
      return 'Donnez un jour et une heure, par exemple 08/12/2026 et 18:30.';
    case 'alert/unknown':
      return 'Cette alerte n’existe pas, ou relève d’un autre bureau de vote.';
    case 'alert/already-acknowledged':
      return 'Le bureau a déjà pris acte de cette alerte.';
    case 'alert/no-note':
      return 'Écrivez ce que le bureau a constaté ou décidé, même en quelques mots.';
    case 'intervention/no-reason':
      return 'Écrivez ce qui va être fait, par qui et pourquoi. Rien n’est encore déclaré.';
    case 'assistance/no-subject':
      return 'Choisissez l’objet de l’appel.';
    case 'assistance/no-note':
      return 'Écrivez en quelques mots ce qui a été demandé et ce que vous avez fait.';
    case 'assistance/holds-code':
      return 'Ce texte contient ce qui ressemble à un code d’accès. Retirez-le : aucun code ne s’écrit ici. Un code postal ou un numéro de téléphone s’écrit avec des espaces.';
    case 'assistance/unknown-elector':
      return 'Aucun électeur n’a ce matricule. Vérifiez-le avec la personne.';
    case 'letter/no-reason':
      return 'Choisissez pourquoi le pli est revenu.';
    case 'letter/no-outcome':
      return 'Choisissez ce qui a été fait de ce pli.';
    case 'letter/unknown':
      return 'Ce pli n’est pas dans la liste.';
    case 'letter/already-followed':
      return 'La suite donnée à ce pli est déjà enregistrée.';
    case 'clock/real':
      return 'Une vraie élection suit l’heure légale : elle ne peut pas être avancée.';
    case 'clock/unknown-moment':
    case 'clock/past':
      return 'Ce moment est déjà passé. L’heure d’une démonstration ne recule pas.';
    default:
      return assertNever(refusal);
  }
}
