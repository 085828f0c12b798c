/**
 * What the reading of a dossier says to the person who wrote it: one message for each thing wrong (error) or
 * worth a decision (warning), with its place and the rule it breaks. Rules are stable codes; their French
 * texts stand here and nowhere else. The facts of a message are quoted, so callers shorten what they quote.
 * Rules are described in docs/formats.md.
 */

export interface Place {
  /** Name inside the folder, for example `roll.csv`. */
  readonly file: string;
  /** From 1; null when the whole file is meant. */
  readonly line: number | null;
  /** From 1: the character in dossier.yaml, the cell in a table; null when the whole line is meant. */
  readonly column: number | null;
  /** Path of the value (`calendar.round1.opens`) or name of the table's column (`naissance`). */
  readonly field: string | null;
}

/** « roll.csv, ligne 12, colonne 7, naissance ». */
export function placeOf({ file, line, column, field }: Place): string {
  const parts = [
    file,
    line === null ? null : `ligne ${line}`,
    column === null ? null : `colonne ${column}`,
    field,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

export interface DossierMessage extends Place {
  readonly severity: 'error' | 'warning';
  readonly rule: DossierRule;
  /** A French sentence: what is wrong and what to do. */
  readonly text: string;
}

const fileTexts = {
  'folder/unreadable': 'Le dossier « {folder} » ne peut pas être lu. Vérifiez son nom et vos droits.',
  'folder/unknown-file':
    'Le fichier « {file} » n’est pas lu : son nom ne fait pas partie d’un dossier de vote. Renommez-le ou retirez-le.',
  'file/missing': 'Le fichier « {file} » manque. Ajoutez-le au dossier.',
  'file/unreadable': 'Le fichier « {file} » ne peut pas être lu. Vérifiez vos droits sur ce fichier.',
  'file/two-forms': 'Le dossier contient « {first} » et « {second} ». Gardez celui des deux qui fait foi.',
  'file/too-large': 'Le fichier dépasse {limit} octets. Vérifiez qu’il s’agit du bon fichier.',
  'file/empty': 'Le fichier est vide. Remplissez-le ou remplacez-le.',
  'file/utf16':
    'Le fichier est enregistré en UTF-16. Enregistrez-le de nouveau en choisissant le codage « UTF-8 ».',
  'file/encoding':
    'Cette ligne n’est pas en UTF-8 (le fichier est sans doute en Windows-1252 ou Latin-1). Enregistrez-le de nouveau en choisissant le codage « UTF-8 ».',
  'file/control-character':
    'Cette ligne contient un caractère invisible interdit ({code}). Effacez-le et retapez le texte.',
  'csv/quote':
    'Un guillemet est mal placé ou n’est pas refermé. Mettez toute la case entre guillemets et doublez ceux de l’intérieur.',
  'csv/too-large':
    'Le tableau dépasse {lines} lignes ou {cells} colonnes. Vérifiez qu’il s’agit du bon fichier.',
  'csv/no-header': 'La première ligne doit porter le nom des colonnes.',
  'csv/cells':
    'Cette ligne compte {found} cases au lieu de {expected}. Ajoutez ou retirez les séparateurs en trop.',
  'csv/missing-column': 'La colonne « {column} » manque. Ajoutez-la à la première ligne.',
  'csv/unknown-column':
    'La colonne « {column} » n’est pas connue. Retirez-la ou corrigez son nom (colonnes connues : {known}).',
  'csv/repeated-column': 'La colonne « {column} » est présente deux fois. Gardez-en une.',
  'csv/no-row': 'Le tableau ne contient aucune ligne sous les noms de colonnes.',
  'yaml/syntax':
    'Le fichier n’est pas bien formé à cet endroit : vérifiez les deux-points, les guillemets et les crochets de cette ligne et de la précédente.',
  'yaml/repeated-key': 'Ce nom est déjà donné plus haut au même endroit. Gardez-en un.',
  'yaml/indent':
    'Cette ligne est mal alignée, ou un crochet n’est pas refermé. Alignez avec des espaces, sans tabulation.',
  'yaml/alias':
    'Les renvois (« & » et « * ») et les étiquettes (« ! ») ne sont pas admis. Écrivez la valeur en entier.',
} as const;

const fieldTexts = {
  'field/missing': '« {field} » manque. Ajoutez cette valeur.',
  'field/unknown': '« {field} » n’est pas connu à cet endroit. Corrigez le nom ou retirez la ligne.',
  'field/shape': '« {field} » doit être {shape}.',
  'field/choice': '« {value} » n’est pas admis ici. Valeurs admises : {choices}.',
  'field/integer': '« {value} » doit être un nombre entier compris entre {min} et {max}.',
  'field/identifier': '« {value} » ne convient pas comme identifiant : {expected}.',
  'field/name':
    '« {value} » n’est pas un nom de personne : lettres, espaces, traits d’union, apostrophes et points seulement, 80 caractères au plus.',
  'field/label':
    '« {value} » ne convient pas : {max} caractères au plus, sur une ligne, sans caractère invisible.',
  'field/formula':
    '« {value} » commence par « = », « + », « - » ou « @ » : un tableur l’exécuterait comme une formule. Retirez ce caractère.',
  'field/email': '« {value} » n’est pas une adresse de courriel.',
  'field/mobile':
    '« {value} » n’est pas un numéro de mobile. Écrivez par exemple 06 39 98 00 00 ou +33639980000.',
  'field/postal-code':
    '« {value} » n’est pas un code postal : cinq chiffres, ou le pays devant pour l’étranger (L-3593).',
  'field/siret':
    '« {value} » n’est pas un numéro SIRET : quatorze chiffres, dont le dernier contrôle les autres.',
  'date/format': '« {value} » n’est pas une date. Écrivez 1980-05-01 ou 01/05/1980.',
  'date/ambiguous':
    '« {value} » peut se lire de plusieurs façons. Écrivez la date en entier : 1980-05-01 ou 01/05/1980.',
  'date/impossible': '« {value} » n’existe pas dans le calendrier. Corrigez la date.',
  'time/format':
    '« {value} » n’est pas une date avec son heure. Écrivez 2026-12-08 08:30 (heure de Paris), 2026-12-08T08:30+01:00 ou J+17 08:30.',
  'time/inexistent':
    '« {value} » n’existe pas à Paris : l’horloge passe de 2 h à 3 h cette nuit-là. Choisissez une autre heure.',
  'time/ambiguous':
    '« {value} » arrive deux fois à Paris : l’horloge revient de 3 h à 2 h cette nuit-là. Écrivez l’heure avec son décalage (+02:00 ou +01:00).',
} as const;

const settingsTexts = {
  'calendar/order': 'La clôture ({closes}) doit suivre l’ouverture ({opens}).',
  'calendar/rounds': 'Le second tour doit ouvrir après la clôture du premier.',
  'calendar/round-missing': 'Le dossier est celui du tour {round} : donnez ses dates.',
  'calendar/second-round-late':
    'Le second tour ouvre {days} jours après la clôture du premier, au lieu de quinze au plus (L2314-29).',
  'calendar/past': 'L’ouverture est déjà passée : ce calendrier ne peut plus être scellé.',
  'settings/duplicate': '« {value} » est déjà pris. Choisissez un autre identifiant.',
  'settings/unknown-reference': '« {value} » n’est défini nulle part dans {where}.',
  'settings/empty-list': '« {field} » doit contenir au moins un élément.',
  'contest/repeated': 'Le collège « {college} » a déjà un scrutin pour ce type de siège.',
  'contest/one-type':
    'Le collège « {college} » n’a pas un scrutin de titulaires et un scrutin de suppléants (L2314-26).',
  'contest/no-list':
    'Le scrutin « {contest} » n’a aucune liste : il y aura carence et aucun vote ne sera ouvert.',
  'bureau/holders': 'Porteurs de clé du bureau « {bureau} » : {holders}. Il en faut au moins trois.',
  'bureau/threshold':
    'Le seuil de {threshold} ne convient pas : au moins deux clés, et pas plus que de porteurs ({holders}).',
  'group/two-forms': 'Le bureau « {bureau} » a un seuil et des groupes de porteurs : gardez l’un des deux.',
  'group/unknown-holder': '« {value} » n’est pas le compte d’un membre du bureau « {bureau} ».',
  'group/repeated-holder': '« {value} » tient déjà une clé : un membre n’en tient qu’une.',
  'group/threshold':
    'Le seuil du groupe « {group} » ({threshold}) ne convient pas : au moins une clé, et pas plus que de porteurs ({holders}).',
  'bureau/president': 'Le bureau « {bureau} » doit avoir un président et un seul.',
  'bureau/not-of-function': '« {field} » ne se donne pas à la fonction « {own} ». Retirez-le.',
  'bureau/unknown-replaced':
    '« {value} » n’est pas le compte d’un membre du bureau « {bureau} » qu’un suppléant puisse remplacer.',
  'bureau/two-substitutes': '« {value} » a déjà un suppléant dans le bureau « {bureau} » : il n’en a qu’un.',
  'bureau/unused': 'Le bureau « {bureau} » n’a aucun scrutin. Donnez-lui un scrutin ou retirez-le.',
  'bureau/not-in-roll': 'Le matricule « {value} » n’est pas dans la liste électorale.',
  'bureau/name-differs':
    'Le nom écrit ici ({here}) n’est pas celui de la liste électorale ({roll}) pour ce matricule.',
  'bureau/age':
    'Les membres du bureau « {bureau} » ne sont pas ceux que l’âge désigne parmi les électeurs non candidats : {names}. Vérifiez que ceux-là ont renoncé.',
  'bureau/candidate':
    '{name} est membre du bureau et candidat : choisissez un autre membre ou vérifiez le protocole.',
  'rights/law': 'Le droit « {right} » ne peut pas être donné au rôle « {role} » : {why}. Retirez-le.',
  'rights/needed':
    'Le droit « {right} » ne peut pas être retiré au bureau de vote, qui en a besoin pour conduire l’élection (R2314-15). Ajoutez-le.',
  'rights/turnout':
    '« turnout » et « rights » se contredisent sur la participation du rôle « {role} ». Écrivez la même chose aux deux endroits.',
  'role/perimeter': 'Un périmètre ne se donne qu’à un rôle « observer ». Retirez « {field} ».',
  'role/unknown-list':
    'Aucune liste de lists.csv ne porte l’identifiant « {value} ». Corrigez le périmètre ou la colonne « liste ».',
  'kiosk/french': 'Une borne parle toujours français, langue du bulletin. Ajoutez « fr » aux langues.',
  'secrecy/same-letter':
    'L’identifiant et le secret partent dans la même lettre : c’est une dérogation aux deux canaux, montrée au scellement et acceptée par le bureau.',
  'secrecy/small-urn':
    'Électeurs de l’urne « {urn} » : {electors}, moins que le minimum de {minimum}. Ses résultats peuvent révéler des votes : le bureau doit l’accepter au scellement.',
  'secrecy/empty-urn': 'L’urne « {urn} » n’a aucun électeur : elle ne sera pas ouverte.',
  'seats/headcount':
    'Sièges de titulaire du dossier : {seats}. Pour un effectif de {headcount}, l’article R2314-1 en prévoit {expected} : vérifiez que l’accord le modifie (L2314-1, L2314-7).',
  'seats/unequal':
    'Sièges de titulaire : {titulaires} ; de suppléant : {suppleants}. La loi en veut autant des uns que des autres (L2314-1).',
} as const;

/** Fragments of the key in the public service (code général de la fonction publique). */
const fragmentTexts = {
  'fragments/appliance-key':
    'L’appareil de vote ne tient aucun fragment de la clé : tous reviennent à des membres du bureau, jamais à un agent technique (R211-545, R211-547). Écrivez « applianceKey: false ».',
  'fragments/groups':
    'Le bureau « {bureau} » doit avoir deux groupes de porteurs : l’un de la présidence (président, secrétaire), l’autre des délégués et de leurs suppléants (R211-545, R211-573).',
  'fragments/holder':
    '« {value} » ({own}) ne peut pas tenir de fragment : ils reviennent au président, au secrétaire, aux délégués et à leurs suppléants (R211-545).',
  'fragments/president':
    'Le président du bureau « {bureau} » ne tient aucun fragment : il en faut un au moins (R211-545).',
  'fragments/secretary':
    'Le bureau « {bureau} » doit avoir un secrétaire et un seul, qui tient au moins un fragment (R211-537, R211-545).',
  'fragments/two-thirds':
    'Fragments des délégués et de leurs suppléants : {delegates} sur {all}. Il en faut au moins les deux tiers (R211-545).',
  'fragments/two-at-most':
    '« {value} » tiendrait {fragments} fragments : un membre n’en tient pas plus de deux (R211-545).',
  'fragments/substitute':
    'Le délégué « {value} » tient des fragments ({own}) ; son suppléant en tient {other}. Ils doivent en tenir le même nombre (R211-545).',
  'fragments/president-substitute':
    'Le suppléant « {value} » remplacerait le président ou un assesseur : le président est remplacé par le secrétaire, et un suppléant remplace un délégué ou le secrétaire (R211-537, R211-538).',
  'fragments/presidency-threshold':
    'Seuil du groupe « {group} » : {threshold}. Le président doit pouvoir ouvrir seul, et le secrétaire à sa place (R211-538, R211-573) : {allowed} au plus.',
  'fragments/delegates-threshold':
    'Seuil du groupe « {group} » : {threshold}. Il faut au moins deux délégués au dépouillement (R211-573), sans compter leurs suppléants, qui ne servent qu’à les remplacer (R211-545) : de {least} à {most}.',
  'fragments/one-delegate':
    'Le groupe « {group} » ne compte pas deux délégués : le dépouillement en demande deux, qui tiennent des fragments (R211-573). Le texte ne dit rien d’un bureau à un seul délégué : l’arrêté doit en décider.',
  'fragments/agent':
    '{name} est le gestionnaire technique « {account} » : aucun fragment ne peut lui être remis (R211-547).',
  'fragments/unknown-list':
    'Aucune liste des scrutins du bureau « {bureau} » ne porte l’identifiant « {value} » : un délégué est désigné par une organisation candidate (R211-537).',
  'fragments/list-twice':
    'La liste « {value} » a déjà un délégué dans le bureau « {bureau} » : chaque candidature en a un seul (R211-537).',
  'fragments/list-without-delegate':
    'La liste « {value} » n’a pas de délégué dans le bureau « {bureau} » : chaque candidature peut en désigner un et son suppléant (R211-537).',
} as const;

const rollTexts = {
  'roll/duplicate':
    'Le matricule « {value} » est déjà à la ligne {first}. Retirez ou corrigez l’une des deux.',
  'roll/same-person':
    '{name}, même date de naissance, est déjà à la ligne {first} : une personne est inscrite une seule fois.',
  'roll/unknown-college': 'Le collège « {value} » n’existe pas. Collèges du dossier : {known}.',
  'roll/staff-missing':
    'Le statut (public ou prive) manque : le collège « {college} » vote dans deux urnes selon le statut.',
  'roll/dates': 'La date d’entrée ne suit pas la date de naissance. Corrigez l’une des deux.',
  'roll/civility': 'La civilité « {civility} » et le sexe « {sex} » ne s’accordent pas. Vérifiez-les.',
  'roll/shared-mobile':
    'Ce numéro de mobile est aussi celui de la ligne {first} : il ne pourra servir qu’à un seul électeur.',
  'roll/not-elector':
    '{name} n’a pas seize ans ou trois mois de présence à l’ouverture (L2314-18). Vérifiez son inscription.',
  'roll/not-eligible':
    '{name} est dit éligible sans avoir dix-huit ans ou un an de présence à l’ouverture (L2314-19). Vérifiez la marque.',
  'roll/empty-college': 'Le collège « {college} » n’a aucun électeur. Inscrivez-en ou retirez le collège.',
} as const;

const listTexts = {
  'list/unknown-contest': 'Le scrutin « {value} » n’existe pas. Scrutins du dossier : {known}.',
  'list/contradiction':
    'Cette ligne ne donne pas la même valeur que la ligne {first} pour la même liste. Écrivez partout la même.',
  'list/same-name': 'Une autre liste de ce scrutin porte déjà le nom « {value} ».',
  'list/no-candidate': 'La liste « {list} » n’a aucun candidat. Ajoutez-en ou retirez la liste.',
  'list/too-many':
    'La liste « {list} » présente {candidates} candidats ; sièges à pourvoir : {seats}. Retirez les candidats en trop.',
  'list/ranks':
    'Les rangs de la liste « {list} » doivent aller de 1 à {candidates}, sans trou ni répétition.',
  'list/split':
    '« {value} » n’est pas une répartition : écrivez « CFDT 3/5 | CFTC 2/5 » ou « CFDT 60 % | CFTC 40 % », le total faisant un ; sans parts, elle est égale (L2122-3).',
  'list/no-affiliation':
    'La liste « {list} » n’a pas d’affiliation : au premier tour, seules les organisations syndicales présentent des listes (L2314-29).',
  'candidate/not-in-roll': 'Le matricule « {value} » n’est pas dans la liste électorale. Corrigez-le.',
  'candidate/name-differs':
    'Le nom écrit ici ({here}) n’est pas celui de la liste électorale ({roll}) pour ce matricule. Corrigez l’un des deux.',
  'candidate/repeated': '{name} est déjà candidat dans ce scrutin (ligne {first}).',
  'candidate/not-eligible':
    '{name} n’est pas marqué éligible dans la liste électorale. L’employeur et le bureau décident ; la liste n’est pas écartée.',
  'candidate/other-college':
    '{name} est inscrit dans le collège « {college} », qui n’est pas celui du scrutin. Vérifiez la candidature.',
  'parity/count':
    'La liste « {list} » présente {presented}. Parts des inscrits pour {candidates} candidats : {terms} ; il faut {allowed} (L2314-30). La liste n’est pas écartée.',
  'parity/first':
    'La liste « {list} » a en tête un candidat du sexe que l’arrondi exclut : {terms}. Ce candidat ne peut pas être le premier (L2314-30). La liste n’est pas écartée.',
  'parity/alternation':
    'La liste « {list} » n’alterne pas : {order}. Les deux sexes alternent jusqu’à épuisement de l’un d’eux (L2314-30). La liste n’est pas écartée.',
} as const;

const texts = { ...fileTexts, ...fieldTexts, ...settingsTexts, ...fragmentTexts, ...rollTexts, ...listTexts };

/** The stable code of a rule, for example `roll/duplicate`. */
export type DossierRule = keyof typeof texts;

type Braced<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Braced<Rest>
  : never;

/** What the text of a rule quotes between braces. */
export type Facts<Rule extends DossierRule> = Readonly<Record<Braced<(typeof texts)[Rule]>, string | number>>;

export function error<Rule extends DossierRule>(
  place: Place,
  rule: Rule,
  facts: Facts<Rule>,
): DossierMessage {
  return message('error', place, rule, facts);
}

export function warning<Rule extends DossierRule>(
  place: Place,
  rule: Rule,
  facts: Facts<Rule>,
): DossierMessage {
  return message('warning', place, rule, facts);
}

/** The place of a whole file. */
export function wholeFile(file: string): Place {
  return { file, line: null, column: null, field: null };
}

function message(
  severity: DossierMessage['severity'],
  place: Place,
  rule: DossierRule,
  facts: Readonly<Record<string, string | number>>,
): DossierMessage {
  const { file, line, column } = place;
  const field = place.field === null ? null : quotable(place.field);
  const text = noBreak(texts[rule]).replace(/\{(\w+)\}/g, (braces, name: string) =>
    quotable(facts[name] ?? braces),
  );
  return { severity, file, line, column, field, rule, text };
}

/** What a hostile file holds must not spoil the message or the terminal that shows it. */
function quotable(fact: string | number): string {
  const visible = String(fact).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  const characters = Array.from(visible);
  return characters.length <= 120 ? visible : `${characters.slice(0, 119).join('')}…`;
}

/** French typography: a no-break space before double punctuation and inside guillemets. */
function noBreak(text: string): string {
  return text.replace(/ ([:;!?%»])/g, '\u{a0}$1').replace(/« /g, '«\u{a0}');
}
