/**
 * The help desk's page: the calendar, whether each service answers, how to help, and plainly what this version does not
 * do. It shows nobody's vote, sign-off or code.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { PeerError } from '../../../socket.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { rolePage } from '../role/frame.ts';
import { processNames } from '../role/journal-words.ts';
import { timeLeft } from '../../../../core/french/text.ts';

export interface HelpdeskView {
  readonly situation: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly services: readonly { readonly name: string; readonly answers: boolean }[];
  readonly challenge: 'birthDate' | 'matricule';
  readonly lockMinutes: number;
  readonly tries: number;
}

export const renderHelpdesk = rolePage<HelpdeskView>(import.meta.url, 'home.ejs', 'Assistance');

export async function helpdeskView(context: Context): Promise<HelpdeskView> {
  const { calendar, access, help } = dossierOf(context);
  return {
    situation: situation(context),
    facts: [
      { label: 'Ouverture', value: frenchDateTime(calendar.opensMs) },
      { label: 'Clôture', value: frenchDateTime(calendar.closesMs) },
      { label: 'Délai pour finir un vote commencé', value: `${calendar.graceMs / 60_000} minutes` },
      { label: 'Numéro affiché aux électeurs', value: `${help.phone} (${help.hours}, ${help.price})` },
    ],
    services: await servicesOf(context),
    challenge: access.challenge,
    lockMinutes: access.attempts.lockMinutes,
    tries: access.attempts.max,
  };
}

function situation(context: Context): string {
  const { calendar } = dossierOf(context);
  const { phase, state } = momentOf(context);
  const now = context.data.now();
  if (state === 'preparing' || state === 'codesIssued') return 'L’élection est en préparation.';
  switch (phase) {
    case 'beforeOpening':
      return `Le vote ouvre dans ${timeLeft(calendar.opensMs - now)}.`;
    case 'open':
      return `Le vote est ouvert ; il reste ${timeLeft(calendar.closesMs - now)}.`;
    case 'suspended':
      return 'Le vote est suspendu par le bureau de vote.';
    case 'grace':
      return 'Le vote est clos. Qui avait ouvert son bulletin avant la clôture peut encore finir.';
    case 'closed':
      return 'Le vote est clos.';
  }
}

async function servicesOf({ roll, urn, codes, clock }: Context): Promise<HelpdeskView['services']> {
  const asked: [string, () => Promise<unknown>][] = [
    ['roll', () => roll.counts({})],
    ['urn', () => urn.receiptKey({})],
    ['codes', () => codes.find({ lookup: '0'.repeat(64) })],
    ['clock', () => clock.sealKey({})],
  ];
  return Promise.all(
    asked.map(async ([name, ask]) => ({ name: processNames[name] ?? name, answers: await doesAnswer(ask) })),
  );
}

async function doesAnswer(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof PeerError) return false;
    throw error;
  }
}
