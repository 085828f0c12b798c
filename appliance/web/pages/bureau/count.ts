/** The count: the page that loads the station (booth/station-count-page.ts). Everything it shows, it verifies itself. */
import { rolePage } from '../role/frame.ts';

export interface CountView {
  readonly bureau: string;
}

export const renderCount = rolePage<CountView>(import.meta.url, 'count.ejs', 'Dépouillement', {
  scripts: ['count.js'],
});
