/**
 * One change of each sealed record, as root could make it, and the sentence by which the first bureau reads it: file,
 * statement, sentence.
 */
export const sealedRecords: readonly (readonly [file: string, statement: string, sentence: string])[] = [
  [
    'roll.db',
    "update electors set born = date(born, '+1 day') where id = 'E10001'",
    'Liste électorale : fiche de l’électeur de matricule E10001 modifiée.',
  ],
  [
    'roll.db',
    "update electors set address = 'x' where id = 'E10002'",
    'Liste électorale : fiche de l’électeur de matricule E10002 modifiée.',
  ],
  [
    'roll.db',
    "update electors set born = date(born, '+1 day') where id = 'E20001'",
    'Liste électorale : une fiche d’un autre collège modifiée.',
  ],
  [
    'roll.db',
    "delete from electors where id = 'E20004'",
    'Liste électorale : une fiche d’un autre collège supprimée.',
  ],
  [
    'roll.db',
    "insert into electors select 'E99999', college, civility, first_name, last_name, sex, born, entered, eligible, staff, address, email, mobile from electors where id = 'E10001'",
    'Liste électorale : une fiche inconnue du dossier ajoutée.',
  ],
  [
    'roll.db',
    "update assignments set urn = 'other' where elector = 'E10003'",
    'Liste électorale, 1er collège, titulaires : inscription à l’urne de fiche de l’électeur de matricule E10003 modifiée.',
  ],
  [
    'roll.db',
    'update schedule set closes_ms = closes_ms + 1',
    'Calendrier des émargements, 1er collège, titulaires : modifié.',
  ],
  [
    'roll.db',
    'update settings set max_attempts = 20',
    'Les règles de connexion des électeurs ne sont plus celles qui ont été scellées.',
  ],
  [
    'urn.db',
    'update urns set closes_ms = closes_ms + 1',
    'Urne 1er collège, titulaires : calendrier modifié.',
  ],
  [
    'urn.db',
    "update urns set election = election || ' '",
    'Urne 1er collège, titulaires : paramètres de l’élection et clé publique modifiés.',
  ],
  [
    'urn.db',
    "update urns set trustees = trustees || ' '",
    'Urne 1er collège, titulaires : clés des porteurs modifiées.',
  ],
  [
    'urn.db',
    'update credentials set credential = substr(credential, 2) || substr(credential, 1, 1) where id = 1',
    'Urne 1er collège, titulaires : liste des codes de vote publics modifiée.',
  ],
  ['urn.db', "update seal set seal_code = 'x'", 'L’urne ne tient plus le code de scellement.'],
  [
    'election.db',
    "update accounts set last_name = last_name || 'x' where account = 'observatrice'",
    'Rôles : compte observatrice modifié.',
  ],
  [
    'election.db',
    "update dossier set content = replace(content, 'Élection d’essai', 'Élection')",
    'Dossier de vote : le titre de l’élection, contenu modifié.',
  ],
  [
    'election.db',
    "update dossier set content = replace(content, 'Liste d’essai', 'Liste')",
    'Candidatures : liste « Liste d’essai » (1er collège, titulaires) modifiée.',
  ],
  [
    'election.db',
    "update dossier set content = json_set(content, '$.roll[0].born', '1900-01-01')",
    'Dossier de vote, copie de la liste électorale : fiche de l’électeur de matricule E10001 modifiée.',
  ],
  [
    'election.db',
    "update dossier set files = json_set(files, '$.\"roll.csv\"', 'x')",
    'Dossier de vote : empreinte du fichier roll.csv modifiée.',
  ],
  [
    'election.db',
    "update setups set election = election || ' '",
    'Urne 1er collège, titulaires : copie de ses paramètres, tenue par les pages, modifiée.',
  ],
  [
    'election.db',
    "update sealed_items set image = 'x'",
    'L’enregistrement du scellement lui-même a été modifié : comparez le code avec la feuille signée.',
  ],
  [
    'clock.db',
    "update schedule set content = replace(content, 'graceMs', 'other')",
    'Horloge : la clôture programmée n’est plus celle qui a été scellée.',
  ],
];
