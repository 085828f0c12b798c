/**
 * The documents of a bureau, each made again from what is recorded whenever it is asked, and those not yet there; the
 * scans of those that it signed, and the form that files one more.
 */
import { ceremonyTitles } from '../../../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { typeset } from '../../../../core/french/text.ts';
import { personName } from '../../../use-cases/ceremony-record.ts';
import { recordPaper, signablePapers } from '../../../use-cases/bureau-papers.ts';
import { ceremonyEnds } from '../../../use-cases/end-ceremony.ts';
import { contestWords } from '../../../role-words.ts';
import { heldTrials } from '../../../use-cases/trial.ts';
import { rolePage } from '../role/frame.ts';
import { recordPath } from './ceremony-paths.ts';

interface DocumentLine {
  readonly title: string;
  readonly about: string;
  /** Null while it cannot be made. */
  readonly href: string | null;
  /** By which a scan of it is filed; null for what is not signed. */
  readonly paper: string | null;
}

export interface DocumentsView {
  readonly documents: readonly DocumentLine[];
  /** What may be signed now. */
  readonly papers: readonly { readonly paper: string; readonly title: string }[];
  readonly copies: readonly {
    readonly title: string;
    readonly href: string;
    readonly at: string;
    readonly by: string;
    readonly sha256: string;
  }[];
  readonly chosen: string;
  readonly problem: string | null;
}

export const renderDocuments = rolePage<DocumentsView>(import.meta.url, 'documents.ejs', 'Documents');

/** @param chosen the paper of a scan that was refused; empty otherwise. */
export function documentsView(
  context: Context,
  id: BureauId,
  chosen: string,
  problem: string | null,
): DocumentsView {
  const documents = documentsOf(context, id);
  const signable = new Set(signablePapers(context, id));
  const titles = new Map(documents.map(({ paper, title }) => [paper, title]));
  return {
    documents,
    papers: documents.flatMap(({ paper, title }) =>
      paper !== null && signable.has(paper) ? [{ paper, title: typeset(title) }] : [],
    ),
    copies: context.election.signedCopies(id).map(({ number, document, account, atMs, sha256 }) => ({
      title: titles.get(document) ?? document,
      href: `/bureau/documents/signes/${number}.pdf`,
      at: frenchDateTimeToTheSecond(atMs),
      by: personName(context, account),
      sha256,
    })),
    chosen,
    problem,
  };
}

function documentsOf(context: Context, id: BureauId): DocumentLine[] {
  const { state } = momentOf(context);
  const dossier = dossierOf(context);
  const isSealed = state === 'sealed' || state === 'closingSealed';
  const isClosed = state === 'closingSealed';
  const contests = bureauContests(dossier, id);
  const when = (ready: boolean, href: string) => (ready ? href : null);
  return [
    ...recordsOf(context, id),
    ...(heldTrials(context).length === 0
      ? []
      : [
          {
            title: 'Procès-verbal du scrutin à blanc',
            about: 'Ce qui a été voté et dépouillé, et la preuve de l’effacement',
            href: '/bureau/documents/scrutin-a-blanc.pdf',
            paper: 'scrutin-a-blanc',
          },
        ]),
    ...(isSealed
      ? []
      : [
          {
            title: 'Feuilles des porteurs de clé',
            about: 'Une par porteur, vide, pour y recopier sa séquence',
            href: '/bureau/documents/feuilles-porteurs.pdf',
            paper: null,
          },
        ]),
    {
      title: 'Feuille de scellement',
      about: 'Le code, ce qu’il couvre, les points acceptés, les signatures',
      href: when(isSealed, '/bureau/documents/scellement.pdf'),
      paper: 'scellement',
    },
    ...(dossier.keys.applianceKey
      ? [
          {
            title: 'Copie de la clé du système',
            about:
              'Chiffrée pour le bureau ; sous enveloppe cachetée, à la personne que le protocole désigne',
            href: when(isSealed, '/bureau/documents/cle-systeme.pdf'),
            paper: 'cle-systeme',
          },
        ]
      : []),
    {
      title: 'Feuille du scellé de clôture',
      about: 'À signer avant de sortir les clés',
      href: when(isClosed, '/bureau/documents/cloture.pdf'),
      paper: 'cloture',
    },
    ...contests.map((contest) => ({
      title: `Liste d’émargement, ${contestWords(dossier, contest)}`,
      about: 'Pour le bureau de vote seul',
      href: when(isClosed, `/bureau/documents/emargement/${contest.id}.pdf`),
      paper: `emargement-${contest.id}`,
    })),
    ...contests.map((contest) => ({
      title: `Procès-verbal, ${contestWords(dossier, contest)}`,
      about: 'Décompte, sièges et chaque étape du calcul',
      href: when(
        isClosed && context.election.allocation(contest.id) !== null,
        `/bureau/documents/proces-verbal/${contest.id}.pdf`,
      ),
      paper: `proces-verbal-${contest.id}`,
    })),
    {
      title: 'Procès-verbal des opérations électorales',
      about: 'Composition, séances, événements, contrôles, observations, résultats',
      href: when(
        isClosed && contests.some((contest) => context.election.allocation(contest.id) !== null),
        '/bureau/documents/operations.pdf',
      ),
      paper: 'operations',
    },
    {
      title: 'Résultats à afficher',
      about: 'Les élus et les voix, après la validation par le bureau',
      href: when(context.election.validation(id) !== null, '/bureau/documents/resultats.pdf'),
      paper: 'resultats',
    },
    {
      title: 'Journal',
      about: 'Toutes les lignes enchaînées, à vérifier avec isoloir journal verify',
      href: '/bureau/documents/journal.jsonl',
      paper: null,
    },
  ];
}

/** The record of each ceremony that ended. */
function recordsOf(context: Context, id: BureauId): DocumentLine[] {
  return ceremonyEnds(context, id).map(({ ceremony, number, atMs }) => ({
    title: `Compte rendu, ${ceremonyTitles[ceremony].toLowerCase()}${number === 1 ? '' : ` (n° ${number})`}`,
    about: `Séance terminée le ${frenchDateTime(atMs)}`,
    href: `${recordPath(ceremony)}?fois=${number}`,
    paper: recordPaper({ ceremony, number }),
  }));
}
