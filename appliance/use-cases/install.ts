/**
 * Installs an election: makes the data folder from a dossier read whole and without error, with the certificate, the
 * accounts of the roles and their letters. In real mode the letters leave encrypted to the printer's key; in the other
 * modes passwords are also written where they can be read. Nothing is left behind when anything fails.
 */
import * as age from 'age-encryption';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { DossierFile } from '../../core/dossier/read.ts';
import type { Dossier } from '../../core/dossier/types.ts';
import { createDataFolder, setClock, type DataFolder, type Mode } from '../data-folder.ts';
import { roleLetters, type RoleLetter } from '../documents/role-letter.ts';
import { openElectionStore } from '../storage/election-store.ts';
import type { Account } from '../storage/election/accounts.ts';
import { makeCertificate } from '../tls.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { sizesOf } from './key-holders.ts';
import { makeRolesKey } from '../one-time-secret.ts';
import { drawPassword, hashPassword } from '../role-password.ts';

export interface Installation {
  readonly path: string;
  readonly mode: Mode;
  readonly dossier: Dossier;
  /** Files of the dossier, exactly as read. */
  readonly files: readonly DossierFile[];
  readonly warnings: readonly string[];
  /** Names or addresses by which the appliance is reached; the first is the site's. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** The printer's `age1…` key; required in real mode. */
  readonly printer: string | null;
  /** Where the clock of a demonstration or a rehearsal starts; null for the true time. */
  readonly startsMs: number | null;
}

/** An account with its password, in a demonstration or a rehearsal. */
export interface ReadableAccount extends Account {
  readonly password: string;
}

type Opening = Account & {
  readonly letter: Pick<RoleLetter, 'role' | 'civility' | 'bureau'>;
  readonly password: string;
};

export class PrinterKeyNeeded extends Error {}

export async function install(input: Installation): Promise<DataFolder> {
  if (input.mode === 'real' && input.printer === null) throw new PrinterKeyNeeded();
  const data = createDataFolder(input.path, input.mode);
  try {
    if (input.startsMs !== null) setClock(data, input.startsMs);
    await makeCertificate(data, input.hosts);
    makeRolesKey(data);
    await fill(data, input);
    return data;
  } catch (error) {
    rmSync(input.path, { recursive: true, force: true });
    throw error;
  }
}

async function fill(data: DataFolder, input: Installation): Promise<void> {
  const { dossier, files, warnings } = input;
  const election = openElectionStore(data.file('election.db'), data.now);
  const accounts = accountsOf(dossier);
  const letters = await lettersOf(data, input, accounts);
  election.transaction(() => {
    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const hashes = Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)]));
    election.loadDossier({ dossier, files: hashes, warnings, printer: input.printer });
    for (const account of accounts) election.addAccount(account, hashPassword(account.password));
    election.putDocument(letters.name, 'letters', letters.bytes);
    election.journal.append({
      kind: 'installed',
      facts: {
        mode: data.mode,
        printer: input.printer,
        files: hashes,
        electors: dossier.roll.length,
        accounts: accounts.length,
      },
    });
  });
  election.close();
  // The manager's own password is in it: it must be had without logging in.
  writeFileSync(data.file('documents', letters.name), letters.bytes, { mode: 0o600 });
  if (data.mode === 'real') return;
  const readable = accounts.map(
    ({ account, role, bureau, firstName, lastName, password }): ReadableAccount => {
      return { account, role, bureau, firstName, lastName, password };
    },
  );
  writeFileSync(data.file('readable-accounts.json'), JSON.stringify(readable, null, 1), { mode: 0o600 });
}

/** Every account of a dossier, with a fresh password. */
export function accountsOf(dossier: Dossier): Opening[] {
  const members = dossier.bureaus.flatMap((opened) =>
    opened.members.map((member): Opening => {
      const { account, civility, firstName, lastName } = member;
      const bureau = { name: opened.name, needed: keysNeeded(sizesOf(opened)) };
      const role = opened.composition === 'lot' ? 'assessor' : member.function;
      const letter = { role, civility, bureau };
      return {
        account,
        role: 'bureau',
        bureau: opened.id,
        firstName,
        lastName,
        letter,
        password: drawPassword(),
      };
    }),
  );
  const others = dossier.roles.map(({ account, role, firstName, lastName }): Opening => {
    const letter = { role, civility: null, bureau: null };
    return { account, role, bureau: null, firstName, lastName, letter, password: drawPassword() };
  });
  return [...members, ...others];
}

async function lettersOf(
  data: DataFolder,
  { dossier, hosts, port, printer }: Installation,
  accounts: readonly Opening[],
): Promise<{ name: string; bytes: Uint8Array }> {
  const pdf = await roleLetters(
    accounts.map(({ letter, firstName, lastName, account, password }) => ({
      ...letter,
      firstName,
      lastName,
      account,
      password,
    })),
    {
      organisation: dossier.organisation,
      election: dossier.title,
      mode: data.mode,
      issuedMs: data.now(),
      calendar: dossier.calendar,
      siteUrl: `https://${hosts[0] ?? 'localhost'}:${port}`,
      rights: dossier.rights,
      oneTimeCode: data.mode === 'real' || dossier.login.oneTimeCode === 'always',
      help: dossier.help,
    },
  );
  const name = 'courriers-roles.pdf';
  if (printer === null) return { name, bytes: pdf };
  const encrypter = new age.Encrypter();
  encrypter.addRecipient(printer);
  return { name: `${name}.age`, bytes: await encrypter.encrypt(pdf) };
}
