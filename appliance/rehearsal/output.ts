/**
 * What a rehearsal leaves in its folder: the archives, the results and the plain votes side by side, the documents, the
 * joined journal. Documents and journal are downloaded through the site, as the bureau does; archives and results are
 * those of the store, small urns included, which the site shows to nobody else.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText, type Canonical } from '../../core/sealing/canonical.ts';
import type { ContestId, Dossier } from '../../core/dossier/types.ts';
import type { Allocation } from '../../core/seats/types.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import { RehearsalFailure, type SiteSession } from './site-session.ts';
import type { VoterPlan } from './votes.ts';

export interface Output {
  readonly folder: string;
  readonly dossier: Dossier;
  readonly election: ElectionStore;
  readonly closing: ClosingSeal;
}

/** Contests whose counted result is not what the plain votes give. */
export function differing(
  election: Pick<ElectionStore, 'allocation'>,
  expected: ReadonlyMap<ContestId, Allocation>,
): ContestId[] {
  return [...expected]
    .filter(([contest, allocation]) => !isSame(election.allocation(contest), allocation))
    .map(([contest]) => contest);
}

function isSame(found: Allocation | null, expected: Allocation): boolean {
  const text = (allocation: Allocation | null) =>
    canonicalText(JSON.parse(JSON.stringify(allocation)) as Canonical);
  return text(found) === text(expected);
}

export function writeResults(
  { folder, dossier, election, closing }: Output,
  plans: readonly VoterPlan[],
  expected: ReadonlyMap<ContestId, Allocation>,
): void {
  const contests = closing.contests.map((figures) => {
    const allocation = election.allocation(figures.contest);
    const validVotes =
      allocation === null || allocation.status === 'decision-refused' ? 0 : allocation.validVotes;
    return {
      ...figures,
      seats: seatsOf(dossier, figures.contest),
      blank: figures.ballots - validVotes,
      ...allocation,
    };
  });
  const sealCode = election.sealed()?.code ?? null;
  write(folder, 'results.json', { title: dossier.title, round: dossier.round, sealCode, contests });
  write(folder, 'expected.json', {
    note: 'Votes en clair d’une répétition, sans électeur : gardés parce qu’ils ne comptent pas.',
    votes: plans.flatMap(({ votes }) => votes),
    contests: [...expected].map(([contest, allocation]) => ({ contest, ...allocation })),
  });
}

function seatsOf({ contests }: Dossier, id: ContestId): number {
  return contests.find((contest) => contest.id === id)?.seats ?? 0;
}

export function writeArchives({ folder, election }: Output): number {
  const urns = election.setups().map(({ urn }) => urn);
  for (const urn of urns) {
    const counted = election.counted(urn);
    if (counted === null) throw new RehearsalFailure(`l’urne ${urn} n’a pas été dépouillée`);
    writeFileSync(join(folder, `${urn}.bel`), counted.archive);
  }
  return urns.length;
}

/** Saves what the bureau downloads: `paths` of the site by file name. */
export async function saveDocuments(
  folder: string,
  session: SiteSession,
  paths: Readonly<Record<string, string>>,
): Promise<number> {
  mkdirSync(join(folder, 'documents'), { recursive: true });
  for (const [name, path] of Object.entries(paths)) {
    const answer = await session.get(path);
    if (answer.status !== 200)
      throw new RehearsalFailure(`le document ${name} ne s’édite pas (${answer.status})`);
    writeFileSync(join(folder, 'documents', name), answer.bytes);
  }
  return Object.keys(paths).length;
}

function write(folder: string, name: string, value: object): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 1)}\n`);
}
