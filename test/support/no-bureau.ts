/** A kiosk that no bureau opens. */
import type { BureauPages } from '../../kiosk/agent/page-server.ts';

export const noBureau: BureauPages = {
  ask: () => Promise.resolve(null),
  open: () => Promise.resolve(false),
  isOpen: () => false,
  board: () => null,
  close: () => undefined,
};
