/**
 * The screen of each state of a passage, in French: the only place where a kiosk's sentences to the voter are made
 * (those of one ballot are in ballot-screens-fr.ts). A pure function of the passage, so that screen, sound and tests say the same.
 */
import { assertNever } from '../result.ts';
import { frenchDateTime } from '../french/dates.ts';
import { typeset } from '../french/text.ts';
import { boardScreen, bureauScreen } from './bureau-screens-fr.ts';
import {
  candidatesScreen,
  chooseScreen,
  reviewScreen,
  secretScreen,
  strikeScreen,
} from './ballot-screens-fr.ts';
import { dateEntry, codeEntry, entryItems, secretEntry, matriculeEntry } from './entry-fr.ts';
import { outcomeScreen } from './outcome-screens-fr.ts';
import { isServing, openContests, type Passage } from './passage.ts';
import { item, type Item, type Screen } from './screen.ts';
import { rates, volumesDb, type Hearing } from './sound.ts';
import { contrastNames, endingText, progressText, recordedText, textSizeNames } from './words-fr.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

export function screenOf(passage: Passage): Screen {
  const drawn = passage.settingsOpen ? settingsScreen(passage) : drawnOf(passage);
  const actions = [
    ...(drawn.actions ?? []),
    ...(passage.tracker !== null && passage.settings.sound ? [spellItem] : []),
    ...(hasSettings(passage) ? [settingsItem] : []),
  ];
  return {
    context: drawn.context ?? null,
    title: typeset(drawn.title),
    problem: passage.problem,
    lines: (drawn.lines ?? []).map(typeset),
    entry: drawn.entry ?? null,
    code: drawn.code ?? null,
    list: drawn.list ?? [],
    actions,
  };
}

const spellItem = item('spell', 'Écouter la preuve de vote, caractère par caractère', 'quiet');
const settingsItem = item('settings', 'Réglages', 'quiet');

function hasSettings({ at, settingsOpen }: Passage): boolean {
  return (
    !settingsOpen &&
    at !== 'wiped' &&
    at !== 'bureau' &&
    at !== 'signing-in' &&
    at !== 'opening' &&
    at !== 'recording'
  );
}

function drawnOf(passage: Passage): Drawn {
  switch (passage.at) {
    case 'welcome':
      return welcomeScreen(passage);
    case 'letter':
      return letterScreen(passage);
    case 'identity':
      return identityScreen(passage);
    case 'login-secret':
      return loginSecretScreen(passage);
    case 'signing-in':
      return { title: 'Un instant', lines: ['La borne vérifie que c’est bien vous.'] };
    case 'contests':
      return contestsScreen(passage);
    case 'leaving':
      return leavingScreen(passage);
    case 'opening':
      return { title: 'Un instant', lines: ['La borne ouvre votre bulletin.'] };
    case 'choose':
      return chooseScreen(passage);
    case 'candidates':
      return candidatesScreen(passage);
    case 'strike':
      return strikeScreen(passage);
    case 'review':
      return reviewScreen(passage);
    case 'secret':
      return secretScreen(passage);
    case 'recording':
      return {
        context: passage.ballot?.title ?? null,
        title: 'Votre vote est en cours d’enregistrement',
        lines: [progressText[passage.progress], 'Restez devant la borne.'],
      };
    case 'receipt':
    case 'not-recorded':
    case 'unknown-fate':
    case 'receipt-refused':
    case 'stopped':
      return outcomeScreen(passage, passage.at);
    case 'wiped':
      return wipedScreen(passage);
    case 'bureau':
      return bureauScreen(passage);
    case 'board':
      return boardScreen(passage);
    default:
      return assertNever(passage.at);
  }
}

// ── Welcome ──────────────────────────────────────────────────────────────────────────────────────────────

function welcomeScreen(passage: Passage): Drawn {
  const { site, reachable } = passage;
  if (site === null || !reachable) {
    const help = site === null ? '' : ` Assistance : ${site.help.phone}.`;
    return {
      context: site === null ? null : placeOf(passage),
      title: 'Cette borne est momentanément hors service',
      lines: [
        'Elle se remettra en marche toute seule.',
        `En attendant, vous pouvez voter sur le site de vote, depuis un autre appareil.${help}`,
      ],
    };
  }
  const context = placeOf(passage);
  if (!isServing(passage)) {
    const line =
      site.phase === 'beforeOpening'
        ? `Le vote ouvrira le ${frenchDateTime(site.opensMs)}.`
        : 'Le scrutin est clos : il n’est plus possible de voter.';
    return { context, title: site.title, lines: [line] };
  }
  const note =
    site.mode === 'real'
      ? []
      : [
          site.mode === 'demonstration'
            ? 'Démonstration : les votes ne comptent pas.'
            : 'Répétition : les votes ne comptent pas.',
        ];
  return {
    context,
    title: 'Bonjour. Présentez votre courrier devant le lecteur',
    lines: [
      'Personne ne voit votre écran. Rien ne restera sur cette borne après votre passage.',
      ...(passage.hearing === 'unavailable' ? ['Le son est indisponible sur cette borne.'] : []),
      ...note,
    ],
    actions: [
      item('type', 'Je tape mon identifiant', 'quiet'),
      ...(passage.hearing === 'unavailable' ? [] : [item('listen', 'Écouter, sans écran', 'quiet')]),
    ],
  };
}

function placeOf({ site }: Passage): string | null {
  return site === null ? null : [site.organisation, site.place].filter((part) => part !== '').join(' — ');
}

function settingsScreen({ at, settings, hearing }: Passage): Drawn {
  const one = (id: string, label: string, value: string): Item => item(id, label, 'choice', { state: value });
  return {
    title: 'Réglages',
    lines: ['Ils reviennent à leur état habituel après votre passage. Ce que vous avez choisi reste choisi.'],
    list: [
      one('text-size', 'Taille du texte', textSizeNames[settings.textSize]),
      one('contrast', 'Couleurs', contrastNames[settings.contrast]),
      one('sound', 'Son', settings.sound ? 'tout est dit dans le casque' : silence[hearing]),
      ...(settings.sound
        ? [
            one('volume', 'Volume', placeAmong(volumesDb, settings.volumeDb)),
            one('rate', 'Vitesse de la voix', placeAmong(rates, settings.rate)),
          ]
        : []),
      one('company', 'Aide', settings.company === 'helped' ? 'une personne m’aide' : 'je vote sans aide'),
    ],
    actions: [
      item('close', 'Revenir', 'main'),
      // Nobody's passage has begun.
      ...(at === 'welcome' ? [item('bureau', 'Bureau de vote', 'quiet')] : []),
    ],
  };
}

function placeAmong<Value>(values: readonly Value[], value: Value): string {
  return `${values.indexOf(value) + 1} sur ${values.length}`;
}

const silence: Readonly<Record<Hearing, string>> = {
  ready: 'coupé',
  unplugged: 'branchez un casque',
  unavailable: 'indisponible sur cette borne',
};

// ── Who votes ────────────────────────────────────────────────────────────────────────────────────────────

function letterScreen(passage: Passage): Drawn {
  return {
    context: placeOf(passage),
    title: 'Présentez votre courrier, ou tapez votre identifiant',
    lines: ['Il est écrit sur le courrier que vous avez reçu : seize caractères, par groupes de quatre.'],
    entry: codeEntry(passage.typed),
    ...entryItems(passage, 'Valider'),
  };
}

function identityScreen(passage: Passage): Drawn {
  const isDate = passage.site?.challenge !== 'matricule';
  return {
    context: placeOf(passage),
    title: isDate ? 'Votre date de naissance' : 'Votre matricule',
    lines: [
      'Votre courrier est reconnu.',
      isDate
        ? 'Tapez le jour, le mois et l’année, par exemple 07 11 1968.'
        : 'Tapez votre matricule, tel que votre employeur vous l’a donné.',
    ],
    entry: isDate ? dateEntry(passage.typed) : matriculeEntry(passage.typed),
    ...entryItems(passage, 'Valider'),
  };
}

function loginSecretScreen(passage: Passage): Drawn {
  return {
    context: placeOf(passage),
    title: 'Votre code secret',
    lines: ['Il vous sera demandé une seconde fois pour voter.'],
    entry: secretEntry(passage.typed.length, passage.site?.secret ?? { alphabet: 'digits', length: 0 }),
    ...entryItems(passage, 'Valider'),
  };
}

function contestsScreen(passage: Passage): Drawn {
  const { voter } = passage;
  const open = openContests(passage);
  const contests = voter?.contests ?? [];
  const list = contests.map(({ contest, title, voted, phase }) => {
    const state = voted
      ? 'vous avez voté'
      : phase === 'suspended'
        ? 'le vote est suspendu'
        : open.includes(contest)
          ? 'à voter'
          : 'le scrutin est clos';
    return item(`contest:${contest}`, title, 'choice', { state });
  });
  const isDone = open.length === 0;
  return {
    context: voter?.name ?? null,
    title: isDone ? 'Vous n’avez plus de vote à faire ici' : 'Choisissez un scrutin',
    lines: isDone
      ? ['Si vous avez voté sans le savoir, ou si ce nom n’est pas le vôtre, appelez l’assistance.']
      : [
          open.length === 1 ? 'Il vous reste un scrutin.' : `Il vous reste ${open.length} scrutins.`,
          'Si ce nom n’est pas le vôtre, quittez et appelez l’assistance.',
        ],
    list,
    actions: [isDone ? item('finish', 'J’ai terminé', 'main') : item('leave', 'Quitter', 'quiet')],
  };
}

function leavingScreen({ recorded }: Passage): Drawn {
  return {
    title: 'Voulez-vous quitter la borne ?',
    lines: [recordedText(recorded)],
    actions: [item('contests', 'Rester', 'main'), item('leave', 'Quitter', 'quiet')],
  };
}

// ── The end ──────────────────────────────────────────────────────────────────────────────────────────────

function wipedScreen({ ending, recorded, site }: Passage): Drawn {
  return {
    context: site?.organisation ?? null,
    title: ending === 'finished' ? 'Merci. Tout est effacé' : 'Tout est effacé',
    lines: [
      ...(ending === null || ending === 'finished' ? [] : [endingText[ending]]),
      recordedText(recorded),
      'Il ne reste rien de votre passage sur cette borne. Reprenez votre courrier.',
    ],
    actions: [item('restart', 'Terminer', 'main')],
  };
}
