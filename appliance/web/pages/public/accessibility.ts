/** Accessibility statement of the site: what was done, how it was checked, what falls short, whom to ask. */
import { sessionIdleMs } from '../../../../core/access/session.ts';
import { shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

const template = page<{ readonly idleMinutes: number }>(import.meta.url, 'accessibility.ejs');

export function renderAccessibility(site: Site): string {
  return template({
    idleMinutes: sessionIdleMs / 60_000,
    shell: shellOf(site, 'Accessibilité', { width: 'narrow' }),
  });
}
