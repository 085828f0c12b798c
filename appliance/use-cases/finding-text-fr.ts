/**
 * What a check of the seal found, each finding in one French sentence: the thing, and what became of it. A person of the
 * roll is named by matricule, to the bureau of his college alone; to the others a record is « une fiche d’un autre
 * collège ».
 */
import type { BureauId, Dossier, UrnId } from '../../core/dossier/types.ts';
import { typeset } from '../../core/french/text.ts';
import type { Change, Finding } from '../../core/sealing/comparison.ts';
import { contestWordsById, urnTitle } from '../role-words.ts';
import type { SealCheck } from './check-seal.ts';

type Gender = 'm' | 'f';

const words: Readonly<Record<Change, Readonly<Record<Gender, string>>>> = {
  added: { m: 'ajouté', f: 'ajoutée' },
  removed: { m: 'supprimé', f: 'supprimée' },
  altered: { m: 'modifié', f: 'modifiée' },
};

const partNames: Readonly<Record<string, string>> = {
  title: 'le titre de l’élection',
  organisation: 'l’organisation',
  help: 'l’assistance',
  regime: 'le régime',
  round: 'le tour',
  calendar: 'le calendrier',
  secondRound: 'le calendrier du second tour',
  ballot: 'les règles du bulletin',
  access: 'les règles d’accès',
  keys: 'les règles des clés',
  secrecy: 'le seuil des petites urnes',
  turnout: 'les droits sur la participation',
  colleges: 'les collèges',
  contests: 'les scrutins',
  bureaus: 'les bureaux de vote',
  roles: 'les rôles',
  notes: 'les notes',
};

/** Whose eyes a finding is for: a bureau; or the minutes, which go beyond it and name nobody of the roll. */
export type Reader = BureauId | 'minutes';

/** The findings of a check, as the reader may see them. */
export function findingTexts(dossier: Dossier, reader: Reader, check: SealCheck): string[] {
  const texts = check.findings.map((each) => findingText(dossier, reader, each));
  const counted = [...Map.groupBy(texts, (text) => text)].map(([text, same]) =>
    same.length === 1 ? text : text.replace(/\.$/, ` (${same.length} fois).`),
  );
  return check.more === 0
    ? counted
    : [...counted, typeset(`${check.more} autres différences, non détaillées.`)];
}

export function findingText(dossier: Dossier, reader: Reader, finding: Finding): string {
  return typeset(`${sentence(dossier, reader, finding)}.`);
}

function sentence(dossier: Dossier, reader: Reader, finding: Finding): string {
  const { what, change, name } = finding;
  const is = (gender: Gender) => words[change][gender];
  const urn = () => urnTitle(dossier, name as UrnId);
  const contest = () => contestWordsById(dossier, name);
  const person = () => personWords(dossier, reader, finding.elector ?? '');
  switch (what) {
    case 'program-file':
      return `Logiciel : fichier ${name} ${is('m')}`;
    case 'image':
      return 'Logiciel : l’image vérifiée du système n’est plus la même';
    case 'boot':
      return name === 'chip'
        ? 'Logiciel : la puce de sécurité de la machine n’est plus la même, ou ne répond plus'
        : `Logiciel : la machine n’a pas démarré comme au scellement (registre ${name} de sa puce de sécurité)`;
    case 'standby':
      return 'Le système de secours n’est plus le même';
    case 'booth':
      return 'La page de vote (isoloir) n’est plus celle qui a été scellée';
    case 'elector':
      return `Liste électorale : ${person()} ${is('f')}`;
    case 'elector-copy':
      return `Dossier de vote, copie de la liste électorale : ${person()} ${is('f')}`;
    case 'assignment':
      return `Liste électorale, ${contest()} : inscription à l’urne de ${person()} ${is('f')}`;
    case 'contest-calendar':
      return `Calendrier des émargements, ${contest()} : ${is('m')}`;
    case 'closing-schedule':
      return 'Horloge : la clôture programmée n’est plus celle qui a été scellée';
    case 'access-rules':
      return 'Les règles de connexion des électeurs ne sont plus celles qui ont été scellées';
    case 'key-carrier':
      return `Clés des porteurs : enregistrement de la clé de sécurité ou de l’enveloppe (${name}) ${is('m')}`;
    case 'account':
      return `Rôles : compte ${name} ${is('m')}`;
    case 'dossier-file':
      return `Dossier de vote : empreinte du fichier ${name} ${is('f')}`;
    case 'dossier-part':
      return `Dossier de vote : ${partNames[name] ?? name}, ${change === 'altered' ? 'contenu modifié' : is('m')}`;
    case 'list':
      return `Candidatures : ${listWords(dossier, name)} ${is('f')}`;
    case 'candidate':
      return `Candidatures : ${candidateWords(dossier, name)} ${is('f')}`;
    case 'urn-election':
      return `Urne ${urn()} : paramètres de l’élection et clé publique modifiés`;
    case 'urn-trustees':
      return `Urne ${urn()} : clés des porteurs modifiées`;
    case 'urn-credentials':
      return `Urne ${urn()} : liste des codes de vote publics modifiée`;
    case 'urn-calendar':
      return `Urne ${urn()} : calendrier modifié`;
    case 'urn-copy':
      return `Urne ${urn()} : copie de ses paramètres, tenue par les pages, ${is('f')}`;
    case 'mode':
      return 'Le mode du système (réel, démonstration ou répétition) n’est plus le même';
    case 'printer':
      return 'La clé de l’imprimeur n’est plus la même';
    case 'receipt-key':
      return 'La clé qui signe les accusés de réception n’est plus la même';
    case 'clock-key':
      return 'La clé qui signe le scellé de clôture n’est plus la même';
    case 'order':
      return name === 'roll'
        ? 'Liste électorale : les fiches ne sont plus dans le même ordre'
        : 'Liste électorale : les inscriptions aux urnes ne sont plus dans le même ordre';
    case 'seal-record':
      return name === 'receipts'
        ? 'L’urne ne tient plus le code de scellement'
        : 'L’enregistrement du scellement lui-même a été modifié : comparez le code avec la feuille signée';
    case 'unexplained':
      return 'Le code n’est plus le même, sans que la différence puisse être nommée';
    case 'ballot-damaged':
      return `Urne ${urn()} : au moins un bulletin est abîmé ou remplacé`;
    case 'ballot-lost':
      return `Urne ${urn()} : au moins un bulletin a disparu`;
    case 'ballots-fewer':
      return `Urne ${urn()} : moins de bulletins qu’au contrôle précédent`;
    case 'ballots-not-as-cast':
      return `Urne ${urn()} : son contenu n’est plus celui que les votes y ont mis (bulletin remplacé, ajouté ou retiré par le fichier)`;
    case 'sign-off-stray':
      return `Émargements, ${contest()} : au moins un émargement ne correspond à aucun inscrit, ou à une heure impossible`;
    case 'sign-offs-fewer':
      return `Émargements, ${contest()} : moins d’émargements qu’au contrôle précédent`;
  }
}

function personWords({ roll, contests }: Dossier, reader: Reader, elector: string): string {
  if (reader === 'minutes') return 'une fiche d’électeur';
  const college = roll.find(({ id }) => id === elector)?.college;
  if (college === undefined) return 'une fiche inconnue du dossier';
  const isOwn = contests.some((contest) => contest.college === college && contest.bureau === reader);
  return isOwn ? `fiche de l’électeur de matricule ${elector}` : 'une fiche d’un autre collège';
}

function listWords(dossier: Dossier, id: string): string {
  const list = dossier.lists.find((each) => each.id === id);
  return list === undefined
    ? `liste ${id}`
    : `liste « ${list.name} » (${contestWordsById(dossier, list.contest)})`;
}

function candidateWords(dossier: Dossier, id: string): string {
  const list = dossier.lists.find(({ candidates }) => candidates.some((each) => each.id === id));
  const found = list?.candidates.find((each) => each.id === id);
  return list === undefined || found === undefined
    ? `candidature ${id}`
    : `candidature de ${found.firstName} ${found.lastName}, ${listWords(dossier, list.id)},`;
}
