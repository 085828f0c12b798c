/**
 * What a use case has at hand: the data folder and its clock, the election's store, the other processes. A use case is
 * one verb: authorise → decide (core) → write and journal in one transaction.
 */
import type { Logger } from 'pino';
import type { clockInterface } from '../clock/interface.ts';
import type { codesInterface } from '../codes/interface.ts';
import type { ImageReading } from '../image-reading.ts';
import type { DataFolder } from '../data-folder.ts';
import type { rollInterface } from '../roll/interface.ts';
import type { Client } from '../socket.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { urnInterface } from '../urn/interface.ts';
import { withDrawnFunctions } from '../../core/dossier/composition.ts';
import type { Quote } from '../../core/attestation/quote.ts';
import type { BureauId, Dossier } from '../../core/dossier/types.ts';
import { permit, type Action, type Moment, type PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Software } from '../../core/sealing/comparison.ts';
import type { Reach } from '../crash-points.ts';
import { roundCalendar } from './vote-calendar.ts';

export interface Context {
  readonly data: DataFolder;
  readonly election: ElectionStore;
  readonly roll: Client<typeof rollInterface>;
  readonly urn: Client<typeof urnInterface>;
  readonly codes: Client<typeof codesInterface>;
  readonly clock: Client<typeof clockInterface>;
  readonly reach: Reach;
  readonly log: Logger;
  /** Address of the site, without a final slash. */
  readonly site: string;
  /** Address of the terminals' port, alike. */
  readonly terminals: string;
  readonly booth: { readonly hash: string };
  /** Measures the running software, file by file, each time it is asked. */
  readonly measureSoftware: () => Promise<Software>;
  /** Has the guard of the image read it whole, from its disk; null on a machine that runs no verified image. */
  readonly rereadImage: () => Promise<ImageReading | null>;
  /** How the machine started, by its chip and for this asker (64 hexadecimal digits); null when no chip answers. */
  readonly quote: (nonce: string) => Promise<Quote | null>;
}

export type PerimeterRefusal = { readonly code: 'role/other-bureau' };

/** The dossier of this appliance, with the functions of bureaus as they were drawn; installed with one. */
export function dossierOf({ election }: Pick<Context, 'election'>): Dossier {
  const loaded = election.dossier();
  if (loaded === null) throw new Error('this data folder holds no dossier');
  return withFunctions({ election }, loaded.dossier);
}

/** A dossier with the functions of its bureaus by lot as they were drawn, or nobody presiding yet. */
export function withFunctions({ election }: Pick<Context, 'election'>, dossier: Dossier): Dossier {
  if (dossier.bureaus.every(({ composition }) => composition !== 'lot')) return dossier;
  const presidents = election
    .drawings()
    .map(({ bureau, drawn }) => [bureau, drawn[0]?.member ?? ''] as const);
  return withDrawnFunctions(dossier, new Map(presidents));
}

export function momentOf(context: Pick<Context, 'election' | 'data'>): Moment {
  return { state: context.election.roundState(), phase: roundCalendar(context, dossierOf(context)).phase };
}

/** Role and moment (core/lifecycle/round.ts), then perimeter: a bureau acts for itself alone. */
export function authorise(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
  action: Action,
  bureau?: BureauId,
): Result<null, PermissionRefusal | PerimeterRefusal> {
  const permitted = permit(actor.role, action, momentOf(context), dossierOf(context).rights);
  if (!permitted.ok) return permitted;
  return bureau !== undefined && actor.bureau !== bureau ? err({ code: 'role/other-bureau' }) : ok(null);
}
