/**
 * election.db, the data of `web`: dossier, roles, ceremonies, sealed setup, decisions, results. No code, no key, no
 * sign-off and no ballot before the closing seal. Several web processes share it (WAL); each write is one immediate
 * transaction that appends to the journal what it did. After sealing, nothing sealed is ever rewritten here. One file of
 * `election/` an aggregate: its tables and what may be done with them.
 */
import { accountsStore, accountsStoreSql } from './election/accounts.ts';
import { assistanceStore, assistanceStoreSql } from './election/assistance.ts';
import { carriersStore, carriersStoreSql } from './election/carriers.ts';
import { ceremoniesStore, ceremoniesStoreSql } from './election/ceremonies.ts';
import { countStore, countStoreSql } from './election/count.ts';
import { documentsStore, documentsStoreSql } from './election/documents.ts';
import { dossierStore, dossierStoreSql } from './election/dossier.ts';
import { drawingsStore, drawingsStoreSql } from './election/drawings.ts';
import { functionTestsStore, functionTestsStoreSql } from './election/function-tests.ts';
import { keysStore, keysStoreSql } from './election/keys.ts';
import { remarksStore, remarksStoreSql } from './election/remarks.ts';
import { sealedTablesSql, sealStore, sealStoreSql } from './election/seal.ts';
import { secondFactorsStore, secondFactorsStoreSql } from './election/second-factors.ts';
import { signedCopiesStore, signedCopiesStoreSql } from './election/signed-copies.ts';
import { terminalsStore, terminalsStoreSql } from './election/terminals.ts';
import { voteDecisionsStore, voteDecisionsStoreSql } from './election/vote-decisions.ts';
import { journalSql, openJournal, type Journal } from './journal.ts';
import { openDatabase, writesAndReads } from './sqlite.ts';

const sql = [
  dossierStoreSql,
  accountsStoreSql,
  secondFactorsStoreSql,
  ceremoniesStoreSql,
  drawingsStoreSql,
  functionTestsStoreSql,
  keysStoreSql,
  carriersStoreSql,
  sealStoreSql,
  countStoreSql,
  voteDecisionsStoreSql,
  documentsStoreSql,
  signedCopiesStoreSql,
  terminalsStoreSql,
  remarksStoreSql,
  assistanceStoreSql,
  journalSql,
  sealedTablesSql,
].join('');

export type ElectionStore = ReturnType<typeof openElectionStore>;

export function openElectionStore(path: string, now: () => number) {
  const database = openDatabase(path, { version: 6, sql }, 'WAL');
  const journal: Journal = openJournal(database, 'web', now);
  return {
    journal,
    /** A test row, written, read back and undone. */
    writesAndReads: (): boolean => writesAndReads(database),
    close: () => void database.close(),
    /** Runs `work` in one immediate transaction: all of it is durable, or none. */
    transaction: <Value>(work: () => Value): Value => database.transaction(work).immediate(),
    ...dossierStore(database, now),
    ...accountsStore(database, now),
    ...secondFactorsStore(database),
    ...ceremoniesStore(database, now),
    ...drawingsStore(database, now),
    ...functionTestsStore(database, now),
    ...keysStore(database, now),
    ...carriersStore(database, now),
    ...sealStore(database),
    ...countStore(database, now),
    ...voteDecisionsStore(database),
    ...documentsStore(database, now),
    ...signedCopiesStore(database, now),
    ...terminalsStore(database, now),
    ...remarksStore(database, now),
    ...assistanceStore(database, now),
  };
}
