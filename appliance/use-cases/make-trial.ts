/**
 * Makes and prepares the data folder of a trial (scrutin à blanc): the dossier with made-up electors, the accounts with
 * their own passwords, the appliance's own certificates and known terminals, so that everyone comes in as usual and the
 * same stations and key tokens serve. Codes and control of the data are done by itself: the room does the rest.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import type { BureauId } from '../../core/dossier/types.ts';
import { trialDossier } from '../../core/dossier/trial.ts';
import { genesis, lineHash } from '../../core/sealing/journal.ts';
import { createDataFolder, setClock, type DataFolder } from '../data-folder.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { markAsTrial, trialFolder, type TrialOutcome } from '../trial-files.ts';
import { checklist, confirmParameter } from './confirm-parameters.ts';
import { dossierOf, type Context } from './context.ts';
import { issueCodes } from './issue-codes.ts';

export function drawTrialId(): string {
  return randomBytes(8).toString('hex');
}

/** Throws DataFolderError when a trial is there already. */
export function makeTrialFolder(real: DataFolder, trial: string): DataFolder {
  const data = createDataFolder(trialFolder(real), 'rehearsal');
  setClock(data, real.now());
  markAsTrial(data, trial);
  cpSync(real.file('tls'), data.file('tls'), { recursive: true });
  const from = openElectionStore(real.file('election.db'), real.now);
  const to = openElectionStore(data.file('election.db'), data.now);
  try {
    to.transaction(() => copy(from, to, trial));
  } finally {
    from.close();
    to.close();
  }
  return data;
}

function copy(from: ElectionStore, to: ElectionStore, trial: string): void {
  const loaded = from.dossier();
  if (loaded === null) throw new Error('a data folder holds a dossier');
  const dossier = trialDossier(loaded.dossier);
  to.loadDossier({ ...loaded, dossier, printer: null });
  for (const { account } of from.accounts()) {
    const known = from.account(account);
    if (known !== null) to.addAccount(known, known.passwordHash);
  }
  for (const terminal of from.terminals()) to.copyTerminal(terminal);
  to.journal.append({
    kind: 'installed',
    facts: { mode: 'rehearsal', trial, electors: dossier.roll.length, accounts: from.accounts().length },
  });
}

/** What nobody needs to see done again: the made-up codes, and the control of data already controlled, or to be. */
export async function prepareTrial(context: Context): Promise<void> {
  const dossier = dossierOf(context);
  const accounts = context.election.accounts();
  const manager = accounts.find(({ role }) => role === 'management');
  if (manager === undefined) throw new Error('a dossier has a manager');
  const issued = await issueCodes(context, manager);
  if (!issued.ok) throw new Error(`codes of the trial: ${issued.error.code}`);
  for (const { id } of dossier.bureaus) {
    const member = accounts.find(({ bureau }) => bureau === id);
    if (member === undefined) throw new Error('a bureau has members');
    for (const item of checklist) {
      const confirmed = confirmParameter(context, member, item);
      if (!confirmed.ok) throw new Error(`control of the trial: ${confirmed.error.code}`);
    }
  }
}

/** What was held, read from the running trial before it is wiped. */
export async function trialOutcome(context: Context): Promise<TrialOutcome> {
  const { election, roll, urn, codes, clock } = context;
  const dossier = dossierOf(context);
  const [signed, cast] = await Promise.all([roll.counts({}), urn.counts({})]);
  const lines = await Promise.all([roll, urn, codes, clock].map((peer) => peer.journal({})));
  return {
    sealCode: election.sealed()?.code ?? null,
    contests: dossier.contests.map(({ id, urns }) => {
      const counts = signed.contests.find(({ contest }) => contest === id);
      const allocation = election.allocation(id);
      return {
        contest: id,
        registered: counts?.registered ?? 0,
        signOffs: counts?.signOffs ?? 0,
        ballots: cast.urns
          .filter(({ contest }) => contest === id)
          .reduce((sum, { ballots }) => sum + ballots, 0),
        counted: urns.some((each) => election.counted(each.id) !== null),
        elected:
          allocation === null || allocation.status === 'decision-refused'
            ? 0
            : allocation.lists.reduce((sum, { elected }) => sum + elected.length, 0),
      };
    }),
    validated: dossier.bureaus.map(({ id }): BureauId => id).filter((id) => election.validation(id) !== null),
    journals: ['web', 'roll', 'urn', 'codes', 'clock'].map((process, index) => {
      const own = index === 0 ? election.journal.lines() : (lines[index - 1]?.lines ?? []);
      const last = own.at(-1);
      return { process, lines: own.length, head: last === undefined ? genesis : lineHash(last) };
    }),
  };
}

/** Files of a folder, at any depth. */
export function filesIn(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}
