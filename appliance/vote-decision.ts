/**
 * A decision of a bureau on one contest, as it is given to `roll`, `urn` and `clock`: validated where it arrives. Who
 * decided and why stays with `web`; these processes are told what holds, and no more.
 */
import { z } from 'zod';
import type { ContestId } from '../core/dossier/types.ts';
import type { DecisionRefusal } from '../core/lifecycle/decision-rules.ts';
import { method } from './socket.ts';
import type { Answer } from './roll/interface.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/);
const instant = z.number().int().nonnegative();
const decided = {
  id,
  contest: z
    .string()
    .min(1)
    .max(64)
    .transform((contest) => contest as ContestId),
  atMs: instant,
};

export const voteDecision = z.discriminatedUnion('kind', [
  z.strictObject({ ...decided, kind: z.literal('suspend') }),
  z.strictObject({ ...decided, kind: z.literal('resume'), ends: z.array(id).max(64).readonly() }),
  z.strictObject({ ...decided, kind: z.literal('extend'), closesMs: instant }),
]);

/** `differs`: another decision already has this id. */
export type ReceiveRefusal =
  DecisionRefusal | { readonly code: 'contest/unknown' } | { readonly code: 'vote-decision/differs' };

/** The same in each of the three processes: the same decision again changes nothing. */
export const decideMethod = method<Answer<null, ReceiveRefusal>>()(voteDecision);
