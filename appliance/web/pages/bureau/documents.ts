/** The documents of a bureau, each made again from what is recorded whenever it is asked; those not yet there say why. */
import { ceremonyTitles } from '../../../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { ceremonyEnds } from '../../../use-cases/end-ceremony.ts';
import { contestWords } from '../../../role-words.ts';
import { rolePage } from '../role/frame.ts';
import { recordPath } from './ceremony-paths.ts';

export interface DocumentsView {
  readonly documents: readonly {
    readonly title: string;
    readonly about: string;
    /** Null while it cannot be made. */
    readonly href: string | null;
  }[];
}

export const renderDocuments = rolePage<DocumentsView>(import.meta.url, 'documents.ejs', 'Documents');

export function documentsView(context: Context, id: BureauId): DocumentsView {
  const { state } = momentOf(context);
  const dossier = dossierOf(context);
  const isSealed = state === 'sealed' || state === 'closingSealed';
  const isClosed = state === 'closingSealed';
  const contests = bureauContests(dossier, id);
  const when = (ready: boolean, href: string) => (ready ? href : null);
  return {
    documents: [
      ...recordsOf(context, id),
      ...(isSealed
        ? []
        : [
            {
              title: 'Feuilles des titulaires de clés',
              about: 'Une par titulaire, vide, pour y recopier sa séquence',
              href: '/bureau/documents/feuilles-titulaires.pdf',
            },
          ]),
      {
        title: 'Feuille de scellement',
        about: 'Le code, ce qu’il couvre, les points acceptés, les signatures',
        href: when(isSealed, '/bureau/documents/scellement.pdf'),
      },
      ...(dossier.keys.applianceKey
        ? [
            {
              title: 'Copie de la clé du système',
              about:
                'Chiffrée pour le bureau ; sous enveloppe cachetée, à la personne que le protocole désigne',
              href: when(isSealed, '/bureau/documents/cle-systeme.pdf'),
            },
          ]
        : []),
      {
        title: 'Feuille du scellé de clôture',
        about: 'À signer avant de sortir les séquences',
        href: when(isClosed, '/bureau/documents/cloture.pdf'),
      },
      ...contests.map((contest) => ({
        title: `Liste d’émargement, ${contestWords(dossier, contest)}`,
        about: 'Pour le bureau de vote seul',
        href: when(isSealed, `/bureau/documents/emargement/${contest.id}.pdf`),
      })),
      ...contests.map((contest) => ({
        title: `Procès-verbal, ${contestWords(dossier, contest)}`,
        about: 'Décompte, sièges et chaque étape du calcul',
        href: when(
          isClosed && context.election.allocation(contest.id) !== null,
          `/bureau/documents/proces-verbal/${contest.id}.pdf`,
        ),
      })),
      {
        title: 'Résultats à afficher',
        about: 'Les élus et les voix, après la validation par le bureau',
        href: when(context.election.validation(id) !== null, '/bureau/documents/resultats.pdf'),
      },
      {
        title: 'Journal',
        about: 'Toutes les lignes enchaînées, à vérifier avec isoloir journal verify',
        href: '/bureau/documents/journal.jsonl',
      },
    ],
  };
}

/** The record of each ceremony that ended. */
function recordsOf(context: Context, id: BureauId): DocumentsView['documents'] {
  return ceremonyEnds(context, id).map(({ ceremony, number, atMs }) => ({
    title: `Compte rendu, ${ceremonyTitles[ceremony].toLowerCase()}${number === 1 ? '' : ` (n° ${number})`}`,
    about: `Séance terminée le ${frenchDateTime(atMs)}`,
    href: `${recordPath(ceremony)}?fois=${number}`,
  }));
}
