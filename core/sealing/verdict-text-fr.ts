/**
 * The checks of a verdict in French: what each compares, what it found, and what no check from afar can prove. Words
 * alone; nothing is decided here.
 */
import { typeset } from '../french/text.ts';
import type { Change } from './comparison.ts';
import type { Verdict, VerdictCheck } from './verdict.ts';

export const verdictTitles: Readonly<Record<VerdictCheck, string>> = {
  answer: 'Réponse signée par l’horloge scellée, faite pour cette demande',
  'printed-code': 'Code tapé depuis la feuille signée',
  code: 'Code recalculé à partir de ses parties',
  data: 'Partie « données », recalculée à partir du manifeste',
  software: 'Partie « logiciel », recalculée à partir de la liste des fichiers scellés',
  'own-program': 'Fichiers scellés comparés à ceux de cette machine',
  booth: 'Page de vote (isoloir) téléchargée',
  now: 'Code que le système dit trouver à présent',
  'now-program': 'Fichiers que le système dit faire tourner',
  image: 'Image vérifiée du système',
  chip: 'Puce de sécurité (TPM) de la machine scellée, qui répond à cette demande',
  boot: 'Démarrage mesuré par la puce, comparé à celui du scellement',
  'boot-image': 'Démarrage mesuré par la puce, comparé à l’image reconstruite',
  standby: 'Système de secours',
};

/** Where a file is and where it is not, by what the check compares. */
const changes: Readonly<Record<'own-program' | 'now-program', Readonly<Record<Change, string>>>> = {
  'own-program': {
    added: 'scellé, absent de cette machine',
    removed: 'sur cette machine, absent du système scellé',
    altered: 'différent de celui de cette machine',
  },
  'now-program': {
    added: 'ajouté depuis le scellement',
    removed: 'retiré depuis le scellement',
    altered: 'modifié depuis le scellement',
  },
};

/** At most so many files are named. */
const mostFiles = 20;

const undone: Partial<Record<VerdictCheck, string>> = {
  'printed-code':
    'non comparé : tapez le code de la feuille signée (« --code »), sans quoi le système peut en annoncer un autre',
  image: 'aucune : le système ne démarre pas sur une image vérifiée',
  chip: 'aucune au scellement : rien ne prouve ce que la machine a démarré',
  boot: 'sans objet, faute de puce de sécurité',
  'boot-image':
    'non comparé : donnez la description de l’image reconstruite (« --image »), sur une machine qui a une puce de sécurité',
  standby: 'aucun : scellé sans système de secours',
};

/** What a check found, in one sentence or in a few lines. */
export function verdictLines({ check, outcome, evidence }: Verdict): string[] {
  if (outcome === 'undone') return [typeset(undone[check] ?? 'non comparé')];
  const { files = [], registers = [], expected, found } = evidence;
  if (registers.length > 0)
    return [
      typeset(`autre système démarré : ${registers.map((register) => `registre ${register}`).join(', ')}`),
    ];
  if (files.length > 0) {
    const words = changes[check === 'now-program' ? check : 'own-program'];
    const named = files.slice(0, mostFiles).map(({ path, change }) => `${path} : ${words[change]}`);
    const more = files.length > mostFiles ? [`et ${files.length - mostFiles} autres fichiers`] : [];
    return [...named, ...more].map(typeset);
  }
  if (outcome === 'same') return [typeset(found ?? 'conforme')];
  if (check === 'boot')
    return [typeset('la puce n’a pas répondu, ou sa réponse n’est pas signée pour cette demande')];
  if (expected === undefined)
    return [typeset('la signature ou le numéro de la demande ne sont pas les bons')];
  return [
    typeset(`attendu : ${expected}`),
    typeset(`trouvé : ${found === '' ? 'rien de lisible' : (found ?? '')}`),
  ];
}

/** What remains to be believed, whatever the checks found. */
export const verdictLimits: readonly string[] = [
  'Un système qui ment peut répondre avec les bons nombres : ce contrôle à distance prouve ce qui a été scellé, et que ces fichiers sont ceux de cette machine ; il ne prouve pas que ce sont eux qui tournent. Seule la puce de sécurité le prouve, sur une machine qui en a une et qui démarre sur l’image vérifiée.',
  'Rien n’atteste que la puce de sécurité est celle d’un fabricant : le bureau a vu au scellement sur quelle machine elle est. Ni que la machine qui répond est celle qui démarre ainsi : elle pourrait relayer la réponse d’une autre.',
  'La page de vote téléchargée ici peut ne pas être celle qu’un autre reçoit : chacun peut comparer la sienne avec l’empreinte de la notice.',
  'La partie « données » est une empreinte : elle montre que rien n’a changé, pas que la liste électorale est juste.',
].map(typeset);
