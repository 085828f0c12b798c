/**
 * The journal of assistance (GEPOR annex 3): who called about what, what was done, and the form of the help desk. No field
 * asks for a code, a choice, or whether someone has voted.
 */
import { frenchShortDateTime } from '../../../../core/french/dates.ts';
import { fullName } from '../../../documents/election-words.ts';
import { callSubjects, type CallSubject } from '../../../storage/election/assistance.ts';
import type { readCalls, Seen, TypedCall } from '../../../use-cases/assistance.ts';
import type { Context } from '../../../use-cases/context.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

export const subjectNames: Readonly<Record<CallSubject, string>> = {
  codesLost: 'Codes perdus',
  codesNotReceived: 'Codes jamais reçus',
  login: 'Connexion difficile',
  howToVote: 'Comment voter',
  kiosk: 'Borne de vote',
  sentToBureau: 'Orienté vers le bureau de vote',
  other: 'Autre',
};

export interface AssistanceView {
  /** Null for who reads without writing. */
  readonly form: {
    readonly typed: TypedCall;
    readonly subjects: readonly {
      readonly value: string;
      readonly label: string;
      readonly isChosen: boolean;
    }[];
    readonly problem: string | null;
  } | null;
  readonly table: Table | null;
}

export const renderAssistance = rolePage<AssistanceView>(
  import.meta.url,
  'assistance.ejs',
  'Journal de l’assistance',
  { scripts: ['print.js'] },
);

type Calls = Extract<ReturnType<typeof readCalls>, { ok: true }>['value'];

/** @param typed null for who may not write. */
export function assistanceView(
  context: Context,
  calls: Calls,
  typed: TypedCall | null,
  problem: string | null,
): AssistanceView {
  const rows = calls.toReversed().map(({ atMs, person, subject, note, account }) => ({
    cells: [
      frenchShortDateTime(atMs),
      seenText(person),
      subjectNames[subject],
      note === '' ? '—' : note,
      nameOfAccount(context, account),
    ],
  }));
  return {
    form:
      typed === null
        ? null
        : {
            typed,
            subjects: callSubjects.map((value) => ({
              value,
              label: subjectNames[value],
              isChosen: value === typed.subject,
            })),
            problem,
          },
    table:
      rows.length === 0
        ? null
        : {
            caption: 'Du plus récent au plus ancien',
            columns: columns('Le', 'Électeur', 'Objet', 'Ce qui a été fait', 'Par'),
            rows,
          },
  };
}

export function seenText(person: Seen): string {
  if (person === null) return 'non précisé';
  return person === 'otherCollege' ? 'électeur d’un autre collège' : fullName(person);
}

export function nameOfAccount({ election }: Pick<Context, 'election'>, account: string): string {
  const found = election.account(account);
  return found === null ? account : `${found.firstName} ${found.lastName}`;
}
