/**
 * Undelivered letters (plis non distribués, GEPOR annex 3): those that came back and wait, then what was done of the
 * others. Counted by status, so that whoever answers for the sending knows what is left. No address is shown.
 */
import { frenchShortDateTime } from '../../../../core/french/dates.ts';
import {
  letterOutcomes,
  undeliveredReasons,
  type LetterOutcome,
  type UndeliveredReason,
} from '../../../storage/election/assistance.ts';
import type { readUndelivered, TypedLetter } from '../../../use-cases/assistance.ts';
import type { Context } from '../../../use-cases/context.ts';
import { nameOfAccount, seenText } from './assistance.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

const reasonNames: Readonly<Record<UndeliveredReason, string>> = {
  unknownAddress: 'N’habite pas à l’adresse indiquée',
  unclaimed: 'Non réclamé',
  refused: 'Refusé',
  damaged: 'Abîmé ou ouvert',
};

const outcomeNames: Readonly<Record<LetterOutcome, string>> = {
  sentAgain: 'Renvoyé à la bonne adresse',
  handedOver: 'Remis en main propre',
  newCodes: 'Nouveaux codes demandés',
  abandoned: 'Sans suite',
};

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

export interface UndeliveredView {
  readonly mayRecord: boolean;
  readonly typed: TypedLetter;
  readonly problem: string | null;
  readonly reasons: readonly Choice[];
  readonly outcomes: readonly Choice[];
  readonly counts: string;
  readonly waiting: readonly { readonly number: number; readonly person: string; readonly told: string }[];
  readonly done: Table | null;
}

export const renderUndelivered = rolePage<UndeliveredView>(
  import.meta.url,
  'undelivered.ejs',
  'Plis non distribués',
  { scripts: ['print.js'] },
);

type Letters = Extract<ReturnType<typeof readUndelivered>, { ok: true }>['value'];

export function undeliveredView(
  context: Context,
  letters: Letters,
  { mayRecord, typed, problem }: Pick<UndeliveredView, 'mayRecord' | 'typed' | 'problem'>,
): UndeliveredView {
  const waiting = letters.filter(({ outcome }) => outcome === null);
  return {
    mayRecord,
    typed,
    problem,
    reasons: undeliveredReasons.map((value) => ({
      value,
      label: reasonNames[value],
      isChosen: value === typed.reason,
    })),
    outcomes: letterOutcomes.map((value) => ({ value, label: outcomeNames[value], isChosen: false })),
    counts: `${letters.length} ${letters.length < 2 ? 'pli noté' : 'plis notés'}, dont ${waiting.length} sans suite enregistrée.`,
    waiting: waiting.map(({ number, person, reason, atMs, account }) => ({
      number,
      person: seenText(person),
      told: `${reasonNames[reason]}. Noté le ${frenchShortDateTime(atMs)} par ${nameOfAccount(context, account)}.`,
    })),
    done: doneTable(context, letters),
  };
}

function doneTable(context: Context, letters: Letters): Table | null {
  const rows = letters.toReversed().flatMap(({ person, reason, outcome }) =>
    outcome === null
      ? []
      : [
          {
            cells: [
              seenText(person),
              reasonNames[reason],
              outcomeNames[outcome.outcome],
              frenchShortDateTime(outcome.atMs),
              nameOfAccount(context, outcome.account),
            ],
          },
        ],
  );
  return rows.length === 0
    ? null
    : { caption: 'Suites données', columns: columns('Électeur', 'Retour', 'Suite', 'Le', 'Par'), rows };
}
