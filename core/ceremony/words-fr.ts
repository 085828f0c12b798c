/**
 * What each ceremony is called and what is said at each of its steps: title, what the president reads aloud, what the
 * room looks at, the words of the button that records it. Looked up exhaustively; typeset by whoever shows it. The facts
 * shown beside (codes, counts, names) come from the record.
 */
import type { CeremonyId, StepId } from './sequence.ts';

export const ceremonyTitles: Readonly<Record<CeremonyId, string>> = {
  recette: 'Recette du site',
  training: 'Formation du bureau',
  control: 'Contrôle des données',
  functionTest: 'Essai du système',
  trial: 'Scrutin à blanc',
  drawing: 'Tirage au sort des fonctions',
  keys: 'Création des clés',
  sealing: 'Scellement',
  opening: 'Constat de l’ouverture',
  sealCheck: 'Contrôle du scellement',
  closing: 'Scellé de clôture',
  count: 'Dépouillement',
  proclamation: 'Proclamation',
  archiving: 'Archivage',
};

/** What a ceremony is for, in one sentence. */
export const ceremonyPurposes: Readonly<Record<CeremonyId, string>> = {
  recette: 'La direction et les organisations essaient le site, et leurs remarques reçoivent une réponse.',
  training: 'Les membres du bureau apprennent à se servir du système.',
  control: 'Le bureau compare chaque paramètre à l’accord électoral, et le confirme.',
  functionTest: 'Le système vérifie qu’il fonctionne, jusqu’au dépouillement, et que ses urnes sont vides.',
  trial: 'Des votes d’essai sont exprimés, comptés et effacés, sur un appareil à part.',
  drawing: 'Les fonctions de président et d’assesseur sont tirées au sort devant tous.',
  keys: 'Chaque porteur crée sa clé, seul moyen d’ouvrir les urnes avec les autres.',
  sealing: 'Les paramètres et les données sont figés, et le code de scellement est lu.',
  opening: 'Le bureau constate que le vote s’est ouvert à l’heure, urnes vides.',
  sealCheck: 'À tout moment du vote, le bureau fait recalculer le code de scellement.',
  closing: 'Le bureau constate que tout s’est figé, et que rien n’a changé depuis le scellement.',
  count: 'Les porteurs ouvrent les urnes, et chaque scrutin est lu étape par étape.',
  proclamation: 'Les procès-verbaux sont signés, les résultats proclamés, puis publiés.',
  archiving: 'Les documents signés sont conservés avec les archives.',
};

export interface StepWords {
  readonly title: string;
  /** What the president, or whoever stands for the president, reads aloud. */
  readonly aloud: string;
  /** What the room does or looks at. */
  readonly look: string;
  /** The button. */
  readonly done: string;
}

type FixedStepId = Exclude<StepId, `${'control' | 'read' | 'proclaimed'}:${string}`>;

const fixed: Readonly<Record<FixedStepId, StepWords>> = {
  recetteAnswered: {
    title: 'Les remarques ont une réponse',
    aloud:
      'La direction et les organisations ont essayé le site. Nous relisons leurs remarques, une par une.',
    look: 'Écrivez ci-dessous les remarques qui restent, et ce qui a été décidé.',
    done: 'Chaque remarque a sa réponse',
  },
  trainingHeld: {
    title: 'La formation a eu lieu',
    aloud: 'Les membres du bureau ont été formés au système de vote.',
    look: 'Chaque membre dit s’il a des questions. La page « Comment voter » et les guides restent à sa disposition.',
    done: 'La formation a eu lieu',
  },
  tested: {
    title: 'Le système s’essaie lui-même',
    aloud:
      'Le système va faire de vrais bulletins, les chiffrer, les vérifier et les dépouiller, scrutin par scrutin, en mémoire et avec des clés d’essai.',
    look: 'Chaque contrôle s’affiche dès qu’il est fait. L’essai prend quelques secondes.',
    done: 'Lancer l’essai',
  },
  testRead: {
    title: 'Les contrôles sont lus',
    aloud: 'Nous lisons chaque contrôle. Les urnes et les émargements sont vides.',
    look: 'Comparez chaque ligne à ce que vous attendez.',
    done: 'Chaque contrôle a été lu',
  },
  trialHeld: {
    title: 'On vote, on ferme, on dépouille',
    aloud:
      'Une élection d’essai s’ouvre à côté de la vraie, avec des électeurs inventés. Nous y votons, nous la fermons, nous la dépouillons, puis elle est effacée.',
    look: 'Aucun vote d’essai n’entre dans les urnes de l’élection.',
    done: 'Ouvrir le scrutin à blanc',
  },
  trialCompared: {
    title: 'Les résultats d’essai sont comparés',
    aloud: 'Les résultats obtenus sont ceux des votes exprimés, et il ne reste rien de l’essai.',
    look: 'Relisez les procès-verbaux d’essai et la preuve de l’effacement.',
    done: 'Les résultats ont été comparés',
  },
  papersWritten: {
    title: 'Chacun écrit quelques chiffres',
    aloud:
      'Chaque personne présente écrit quelques chiffres sur une feuille, sans la montrer, et la pose face cachée sur la table. Plus personne ne touche aux feuilles.',
    look: 'Le tirage dépend de toutes les feuilles : une seule, écrite au hasard, suffit à ce que personne ne le choisisse.',
    done: 'Toutes les feuilles sont sur la table',
  },
  drawn: {
    title: 'Les feuilles sont retournées',
    aloud: 'Chacun retourne sa feuille et la lit à voix haute. Le président sera le premier nom tiré.',
    look: 'Tapez chaque feuille telle qu’elle est lue. Le tirage est définitif, et chacun peut le refaire.',
    done: 'Tirer au sort, définitivement',
  },
  holdersRead: {
    title: 'Les porteurs de clé',
    aloud: 'Je lis le nom de chaque porteur et la façon dont sa clé lui est remise. Chacun vérifie le sien.',
    look: 'Chaque porteur est dans la salle. La séance est ouverte aux électeurs.',
    done: 'Chaque porteur est là',
  },
  keysMade: {
    title: 'Chacun crée sa clé',
    aloud: 'Chaque porteur passe au poste, à son tour. Personne d’autre ne regarde.',
    look: 'Les clés se font au poste des porteurs. Aucun secret ne s’affiche sur cette page : elle peut rester projetée.',
    done: 'Ouvrir le poste des porteurs',
  },
  keysProved: {
    title: 'Chacun vérifie sa clé',
    aloud:
      'Chaque porteur ressort sa clé et vérifie qu’elle est bien la sienne, avant de la mettre à l’abri.',
    look: 'Une clé qui ne répond pas maintenant ne répondrait pas au dépouillement.',
    done: 'Ouvrir le poste des porteurs',
  },
  fingerprintsCompared: {
    title: 'Les empreintes sont comparées',
    aloud: 'Je lis le code de l’ensemble des clés. Chaque porteur le compare à celui de son poste.',
    look: 'Un seul caractère différent : arrêtez, et recommencez la création des clés.',
    done: 'Tous ont le même code',
  },
  envelopesClosed: {
    title: 'Les clés sont mises à l’abri',
    aloud: 'Chaque porteur met sa clé sous enveloppe, la ferme et la signe.',
    look: 'L’enveloppe ne s’ouvre qu’au dépouillement. Personne n’en garde de copie.',
    done: 'Les enveloppes sont fermées et signées',
  },
  frozenRead: {
    title: 'Ce qui va être figé',
    aloud:
      'Le scellement fige les règles, le calendrier, les listes électorales, les candidats, les rôles, les clés et le logiciel. Ensuite, plus rien ne change.',
    look: 'Les représentants des listes sont invités à le constater.',
    done: 'Ce qui est figé a été lu',
  },
  sealed: {
    title: 'L’élection est scellée',
    aloud: 'Le bureau accepte chaque dérogation, puis scelle l’élection.',
    look: 'Chaque dérogation s’accepte une par une. Le scellement est définitif.',
    done: 'Ouvrir la page de scellement',
  },
  codeRead: {
    title: 'Le code de scellement est lu',
    aloud: 'Je lis le code de scellement, groupe par groupe. Chacun le note.',
    look: 'Chaque membre garde ce code : il doit être le même jusqu’au dépouillement.',
    done: 'Le code est lu et noté',
  },
  sealSheetSigned: {
    title: 'La feuille de scellement est signée',
    aloud:
      'Le bureau signe la feuille de scellement. Les représentants des listes la signent s’ils le veulent.',
    look: 'Imprimez la feuille et comparez son code à celui de l’écran avant de signer.',
    done: 'La feuille est signée',
  },
  opened: {
    title: 'Le vote s’ouvre de lui-même',
    aloud: 'Le vote s’ouvre à l’heure scellée, sans que personne n’y touche.',
    look: 'Rechargez cette page à l’heure de l’ouverture.',
    done: 'Recharger la page',
  },
  countersRead: {
    title: 'Les compteurs sont lus',
    aloud: 'Je lis les compteurs de chaque scrutin : bulletins et émargements.',
    look: 'Les bulletins et les émargements sont en même nombre.',
    done: 'Les compteurs ont été lus',
  },
  sealChecked: {
    title: 'Le code est recalculé',
    aloud: 'Le système mesure de nouveau son logiciel et ses données.',
    look: 'Comparez le code trouvé à celui que chacun a noté.',
    done: 'Recalculer le code',
  },
  otherMachine: {
    title: 'Une autre machine le confirme',
    aloud: 'Une machine ne peut pas répondre d’elle-même : nous comparons avec une mesure faite ailleurs.',
    look: 'Notez ici ce qui a été comparé, et par qui ; ou qu’aucune autre mesure n’a été faite.',
    done: 'La comparaison est notée',
  },
  closed: {
    title: 'Tout s’est figé de lui-même',
    aloud: 'Après la clôture et le délai de grâce, les urnes et les émargements se figent sans intervention.',
    look: 'Rechargez cette page après le délai de grâce.',
    done: 'Recharger la page',
  },
  closingChecked: {
    title: 'Le code de scellement est recalculé',
    aloud: 'Avant d’ouvrir quoi que ce soit, nous vérifions que rien n’a changé depuis le scellement.',
    look: 'Si le code diffère, le bureau décide de la suite et écrit ses raisons.',
    done: 'Recalculer le code de scellement',
  },
  alertsRead: {
    title: 'Les alertes sont lues',
    aloud: 'Nous lisons les alertes et les incidents enregistrés pendant le vote, ou leur absence.',
    look: 'Ouvrez le journal, puis écrivez ci-dessous tout incident qui mérite de figurer au procès-verbal.',
    done: 'Les alertes ont été lues',
  },
  closingCompared: {
    title: 'Le code de clôture est comparé et signé',
    aloud: 'Je lis le code de clôture. Chacun le compare à la feuille imprimée, puis le bureau signe.',
    look: 'Les enveloppes restent fermées jusqu’à la signature.',
    done: 'La feuille est comparée et signée',
  },
  envelopesIntact: {
    title: 'Les enveloppes sont intactes',
    aloud: 'Chaque porteur montre son enveloppe fermée. Nous constatons qu’elles sont intactes.',
    look: 'Le président et au moins deux assesseurs sont présents. La séance est ouverte aux électeurs.',
    done: 'Les enveloppes sont intactes',
  },
  counted: {
    title: 'Les urnes sont ouvertes',
    aloud: 'Chaque porteur apporte sa clé au poste. Il en faut assez pour atteindre le seuil.',
    look: 'Le dépouillement se fait au poste des porteurs, avec le code de la feuille signée.',
    done: 'Ouvrir le poste des porteurs',
  },
  minutesSigned: {
    title: 'Les procès-verbaux sont signés',
    aloud:
      'Un membre du bureau lit le procès-verbal de chaque scrutin, un autre le compare à l’écran. Puis le bureau signe.',
    look: 'Écrivez d’abord ci-dessous les anomalies et incidents à y porter.',
    done: 'Les procès-verbaux sont signés',
  },
  signOffsSigned: {
    title: 'Les listes d’émargement sont signées',
    aloud: 'Les listes d’émargement sont imprimées et signées par le bureau.',
    look: 'Elles restent au bureau de vote, qui est seul à pouvoir les lire.',
    done: 'Les listes sont signées',
  },
  validated: {
    title: 'Les résultats sont validés',
    aloud:
      'Le bureau valide les résultats : ils paraissent sur le site, avec les archives que chacun peut vérifier.',
    look: 'La validation est définitive.',
    done: 'Valider et publier, définitivement',
  },
  documentsKept: {
    title: 'Les documents sont conservés',
    aloud:
      'Les documents signés, les archives et le journal sont conservés sous scellés jusqu’à la fin des recours.',
    look: 'Téléchargez les archives et le journal, et rangez-les avec les exemplaires signés.',
    done: 'Les documents sont conservés',
  },
};

/**
 * The words of a step.
 * @param subject what it is about: the item of the control, or the contest, as people call it.
 */
export function stepWords(id: StepId, subject: string): StepWords {
  if (id.startsWith('control:'))
    return {
      title: subject,
      aloud: `Nous comparons à l’accord électoral : ${subject.toLowerCase()}.`,
      look: 'Chaque valeur est celle qui sera scellée.',
      done: 'Conforme : confirmer',
    };
  if (id.startsWith('read:'))
    return {
      title: subject,
      aloud: 'Je lis les résultats de ce scrutin, puis chaque étape de l’attribution des sièges.',
      look: 'Bulletins et émargements, blancs, suffrages, quorum, listes, sièges.',
      done: 'Ce scrutin a été lu',
    };
  if (id.startsWith('proclaimed:'))
    return {
      title: subject,
      aloud: 'Je proclame les résultats de chaque liste, les voix de chaque candidat, et le nom des élus.',
      look: 'Les titulaires sont proclamés avant les suppléants.',
      done: 'Ce scrutin est proclamé',
    };
  return fixed[id as FixedStepId];
}
