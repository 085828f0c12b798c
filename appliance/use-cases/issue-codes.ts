/**
 * Makes the access codes of everyone on the roll, once, and keeps the letters to print: encrypted to the printer's key
 * given at installation, sealed, and shown to the bureau. The manager who does it never sees a code (Domitia
 * article 11). Codes serve both rounds.
 */
import { assignments } from '../../core/contest-question.ts';
import type { Dossier, Elector } from '../../core/dossier/types.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';

export type IssueCodesRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'codes/already-issued' }
  | { readonly code: 'codes/printer-key-needed' }
  | { readonly code: 'round/sealed' };

export async function issueCodes(
  context: Context,
  actor: Account,
): Promise<Result<{ letters: number }, IssueCodesRefusal>> {
  const allowed = authorise(context, actor, 'issueCodes');
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  const loaded = await loadRoll(context, dossier);
  if (!loaded.ok) return loaded;
  const issued = await context.codes.issue({
    people: dossier.roll.map((elector) => recipient(dossier, elector)),
    common: letterCommon(context, dossier),
    attempts: dossier.access.attempts,
    printer: context.election.dossier()?.printer ?? null,
  });
  if (!issued.ok) return err(issued.error);
  context.election.transaction(() => {
    for (const file of issued.value.files) {
      context.election.putDocument(file.name, 'letters', Buffer.from(file.content, 'base64'));
    }
    context.election.setRoundState('codesIssued');
    context.election.journal.append({
      kind: 'codes-issued',
      facts: { account: actor.account, letters: dossier.roll.length },
    });
  });
  return ok({ letters: dossier.roll.length });
}

/** Gives `roll` its electors and who votes where; refused once sealed. */
export function loadRoll({ roll }: Pick<Context, 'roll'>, dossier: Dossier) {
  const { challenge, attempts } = dossier.access;
  return roll.load({
    electors: dossier.roll.map((elector) => ({ ...elector, address: [...elector.address] })),
    assignments: assignments(dossier),
    challenge,
    attempts,
  });
}

function recipient(dossier: Dossier, elector: Elector) {
  const college = dossier.colleges.find(({ id }) => id === elector.college);
  if (college === undefined) throw new Error('an elector has a college');
  return {
    elector: elector.id,
    civility: elector.civility,
    firstName: elector.firstName,
    lastName: elector.lastName,
    address: [...elector.address],
    college: { name: college.name, ordinal: college.ordinal },
    contests: dossier.contests
      .filter((contest) => contest.college === college.id)
      .map(({ seat, seats }) => ({ seat, seats })),
  };
}

function letterCommon({ data, site }: Context, dossier: Dossier) {
  const { organisation, title, round, calendar, access, help } = dossier;
  return {
    organisation: { name: organisation.name, mark: organisation.mark, address: [...organisation.address] },
    election: title,
    mode: data.mode,
    issuedMs: data.now(),
    round,
    calendar: { opensMs: calendar.opensMs, closesMs: calendar.closesMs },
    access: { challenge: access.challenge, secretAtLogin: access.secretAtLogin, secret: access.secret },
    help,
    siteUrl: site,
    kiosks: null,
  };
}
