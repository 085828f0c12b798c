/**
 * When each urn takes ballots: the sealed calendar of its contest, what the bureau of that contest decided, and now.
 * Urns of one contest have one calendar, so that they open, stop and close together.
 */
import type { Calendar } from '../../core/dossier/types.ts';
import { effectiveCalendar, type VoteDecision } from '../../core/lifecycle/decisions.ts';
import { phaseAt, type Phase } from '../../core/lifecycle/phase.ts';
import type { Reach } from '../crash-points.ts';
import type { Answer } from '../roll/interface.ts';
import type { ReceiveRefusal } from '../vote-decision.ts';
import type { UrnRow, UrnStore } from './store.ts';

export interface UrnPhases {
  /** Why an urn takes no ballot now; null when it does. */
  readonly notOpen: (
    urn: UrnRow,
  ) => { readonly code: 'contest/not-open-yet' | 'contest/suspended' | 'contest/closed' } | null;
  readonly isClosed: (urn: UrnRow) => boolean;
  /** The urn with the closing that holds, which dates its archive. */
  readonly asClosed: (urn: UrnRow) => UrnRow;
  readonly decide: (decision: VoteDecision) => Answer<null, ReceiveRefusal>;
}

export function urnPhases(
  store: Pick<UrnStore, 'urns' | 'decisions' | 'archives'>,
  now: () => number,
  reach: Reach,
): UrnPhases {
  const decided = (urn: UrnRow) => store.decisions.on(urn.contest);
  const phaseOf = (urn: UrnRow): Phase => phaseAt(calendarOf(urn), now(), decided(urn));
  const isFrozen = () => store.archives().length > 0;
  return {
    notOpen: (urn) => {
      const phase = phaseOf(urn);
      if (phase === 'beforeOpening') return { code: 'contest/not-open-yet' };
      if (phase === 'suspended') return { code: 'contest/suspended' };
      return phase === 'closed' || isFrozen() ? { code: 'contest/closed' } : null;
    },
    isClosed: (urn) => phaseOf(urn) === 'closed',
    asClosed: (urn) => ({ ...urn, closes_ms: effectiveCalendar(calendarOf(urn), decided(urn)).closesMs }),
    decide: (decision) => {
      reach('urn/decide/before');
      const urn = store.urns().find(({ contest }) => contest === decision.contest);
      const done = store.decisions.receive(decision, urn === undefined ? null : calendarOf(urn), isFrozen());
      reach('urn/decide/after');
      return done;
    },
  };
}

function calendarOf({ opens_ms, closes_ms, grace_ms }: UrnRow): Calendar {
  return { opensMs: opens_ms, closesMs: closes_ms, graceMs: grace_ms };
}
