/** What a role is told when a page is not for it, or not yet: one sentence, and the way back to its own pages. */
import { rolePage } from './frame.ts';

export interface RefusedView {
  readonly title: string;
  readonly problem: string;
  readonly home: string;
}

export const renderRefused = rolePage<RefusedView>(import.meta.url, 'refused.ejs', ({ title }) => title, {
  width: 'narrow',
});
