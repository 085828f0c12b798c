/**
 * What a voter's passage says in French, the language of the ballot and of the law. Plain full sentences: what happens,
 * and what to do next. Spaces are set by `typeset`.
 */
import { frenchDateTime } from '../../french/dates.ts';
import { typeset } from '../../french/text.ts';
import { plural } from '../../seats/phrases-fr.ts';
import { ballot, outcome } from './fr-ballot.ts';
import { problem } from './fr-problems.ts';
import { spoken } from './fr-spoken.ts';
import type { Words } from './words.ts';

export const fr: Words = {
  name: 'Français',
  goOn: 'continuer en français',
  invitation: 'Pour le français, descendez par la touche bas jusqu’à « Français », puis validez.',
  quote: (words) => words,
  typeset,
  page: {
    title: 'Borne de vote',
    foot: (closesMs, phone) => `Clôture le ${frenchDateTime(closesMs)}. Assistance : ${phone}.`,
    turns: {
      previous: 'Page précédente',
      next: 'Suite',
      place: (page, of) => `Page ${page} sur ${of}`,
    },
    settings: 'Réglages',
    back: 'Retour',
    confirm: 'Valider',
    leave: 'Quitter',
    wait: 'Un instant',
    warning: (seconds) =>
      `Êtes-vous toujours là ? Appuyez sur une touche. Sinon, tout sera effacé dans ${seconds} secondes.`,
    timeLeft: (minutes) =>
      `Il vous reste moins ${minutes === 1 ? 'd’une minute' : `de ${minutes} minutes`}. Ce qui n’est pas confirmé d’ici là sera effacé.`,
  },
  welcome: {
    outOfOrder: 'Cette borne est momentanément hors service',
    resumes: 'Elle se remettra en marche toute seule.',
    elsewhere: (phone) =>
      `En attendant, vous pouvez voter sur le site de vote, depuis un autre appareil.${phone === null ? '' : ` Assistance : ${phone}.`}`,
    opens: (opensMs) => `Le vote ouvrira le ${frenchDateTime(opensMs)}.`,
    closed: 'Le scrutin est clos : il n’est plus possible de voter.',
    title: 'Bonjour. Présentez votre courrier devant le lecteur',
    privacy: 'Vérifiez que personne ne voit votre écran. Rien ne restera ici après votre passage.',
    soundIsOn: 'Tout est dit dans le casque. Le son se coupe dans « Réglages ».',
    noSound: 'Le son est indisponible sur cette borne.',
    notReal: {
      demonstration: 'Démonstration : les votes ne comptent pas.',
      rehearsal: 'Répétition : les votes ne comptent pas.',
    },
    type: 'Je tape mon identifiant',
    listen: 'Écouter, sans écran',
  },
  settings: {
    title: 'Réglages',
    note: 'Ils reviennent à leur état habituel après votre passage. Ce que vous avez choisi reste choisi.',
    textSize: 'Taille du texte',
    textSizes: { small: 'petit', medium: 'moyen', large: 'grand', largest: 'très grand' },
    contrast: 'Couleurs',
    contrasts: { paper: 'encre sur papier', light: 'noir sur blanc', dark: 'blanc sur noir' },
    sound: 'Son',
    soundOn: 'tout est dit dans le casque',
    silence: {
      ready: 'coupé',
      unplugged: 'branchez un casque',
      unavailable: 'indisponible sur cette borne',
    },
    volume: 'Volume',
    rate: 'Vitesse de la voix',
    company: 'Aide',
    companies: { alone: 'je vote sans aide', helped: 'une personne m’aide' },
    close: 'Revenir',
    bureau: 'Bureau de vote',
  },
  signIn: {
    letter: 'Présentez votre courrier, ou tapez votre identifiant',
    letterNote: 'Il est écrit sur le courrier que vous avez reçu : seize caractères, par groupes de quatre.',
    birthDate: 'Votre date de naissance',
    matricule: 'Votre matricule',
    known: 'Votre courrier est reconnu.',
    birthDateNote: 'Tapez le jour, le mois et l’année, par exemple 07 11 1968.',
    matriculeNote: 'Tapez votre matricule, tel que votre employeur vous l’a donné.',
    secret: 'Votre code secret',
    secretNote: 'Il vous sera demandé une seconde fois pour voter.',
    checking: 'La borne vérifie que c’est bien vous.',
    entry: {
      identifier: 'Votre identifiant',
      date: 'Jour, mois, année',
      matricule: 'Votre matricule',
      secret: 'Votre code secret',
      filled: (unit, filled, of) => {
        const [one, many] =
          unit === 'digit' ? ['chiffre saisi', 'chiffres saisis'] : ['caractère saisi', 'caractères saisis'];
        return `${plural(filled, one, many)}${of === null ? '' : ` sur ${of}`}`;
      },
      erase: 'Effacer',
      hear: 'Écouter ce que j’ai tapé',
    },
  },
  contests: {
    title: 'Choisissez un scrutin',
    left: (contests) =>
      contests === 1 ? 'Il vous reste un scrutin.' : `Il vous reste ${contests} scrutins.`,
    notYou: 'Si ce nom n’est pas le vôtre, quittez et appelez l’assistance.',
    nothing: 'Vous n’avez plus de vote à faire ici',
    nothingNote: 'Si vous avez voté sans le savoir, ou si ce nom n’est pas le vôtre, appelez l’assistance.',
    late: 'Il ne reste pas assez de temps pour un autre bulletin',
    states: {
      voted: 'vous avez voté',
      suspended: 'le vote est suspendu',
      open: 'à voter',
      closed: 'le scrutin est clos',
    },
    finish: 'J’ai terminé',
    opening: 'La borne ouvre votre bulletin.',
    leaving: 'Voulez-vous quitter la borne ?',
    stay: 'Rester',
  },
  end: {
    thanks: 'Merci. Tout est effacé',
    wiped: 'Tout est effacé',
    ending: {
      finished: 'Votre passage est terminé.',
      left: 'Vous avez quitté la borne.',
      idle: 'Personne n’a répondu : par sécurité, la borne a mis fin au passage.',
      'too-long': 'La durée prévue pour un passage est écoulée : la borne y a mis fin.',
    },
    recorded: (votes) => {
      if (votes === 0) return 'Aucun vote n’a été enregistré pendant ce passage.';
      return votes === 1
        ? 'Un vote a été enregistré pendant ce passage.'
        : `${votes} votes ont été enregistrés pendant ce passage.`;
    },
    doubt: (doubt, others, phone) =>
      doubt === 'unknown-fate'
        ? [
            `Nous ne savons pas si votre ${others ? 'dernier ' : ''}vote est enregistré.`,
            'Revenez à une borne, ou allez sur le site de vote : vous y verrez s’il l’est. Il ne comptera qu’une fois.',
          ]
        : [
            `Nous ne savons pas si votre ${others ? 'dernier ' : ''}vote est dans l’urne.`,
            `Prévenez sans attendre le bureau de vote ou l’assistance (${phone}).`,
          ],
    comeBack: (contests) =>
      contests === null
        ? 'Vous pourrez revenir voter, avec votre courrier, avant la clôture.'
        : `Il vous reste ${contests === 1 ? 'un scrutin' : `${contests} scrutins`} : vous pourrez revenir voter, avec votre courrier, avant la clôture.`,
    nothingLeft: 'Il ne reste rien de votre passage sur cette borne. Reprenez votre courrier.',
    finish: 'Terminer',
  },
  ballot,
  outcome,
  problem,
  spoken,
  receipt: {
    title: 'PREUVE DE VOTE',
    lines: ['Elle permet de retrouver votre', "bulletin dans l'urne.", 'Elle ne dit pas votre choix.'],
  },
};
