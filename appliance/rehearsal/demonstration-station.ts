/**
 * The token station of a demonstration, taken into service as any other: it asks by itself, the manager compares the code of
 * its screen with the one of the page, and accepts. Only the comparison is done by reading both pages.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { change } from './change.ts';
import { signIn, type People } from './people.ts';
import { RehearsalFailure } from './site-session.ts';

const schema = z.strictObject({ poste: z.url(), projection: z.url() });

/** Addresses of the station's two pages, on this machine alone. */
export type StationPages = z.infer<typeof schema>;

const everyMs = 200;
const patienceMs = 60_000;

/** Waits until the station has written them. */
export function readStationPages(file: string): Promise<StationPages> {
  return until('le poste de séance n’a pas démarré', () => {
    if (!existsSync(file)) return null;
    const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8') || 'null'));
    return read.success ? read.data : null;
  });
}

/** Accepts the station that shows the same code as the page of the terminals. */
export async function enrolStation(people: People, pages: Promise<StationPages>): Promise<void> {
  const manager = people.dossier.roles.find(({ role }) => role === 'management');
  if (manager === undefined) throw new RehearsalFailure('le dossier n’a pas de gestionnaire');
  const session = await signIn(people, manager.account);
  const { poste } = await pages;
  const terminal = await until('le poste de séance n’a pas fait sa demande', async () => {
    const shown = codeIn(await (await fetch(poste)).text());
    const page = (await session.get('/gestion/terminaux')).bytes.toString('utf8');
    const forms = page.split('<form').filter((form) => form.includes('name="place"'));
    const same = forms.find((form) => shown !== '' && codeIn(form) === shown);
    return /name="terminal" value="([^"]+)"/.exec(same ?? '')?.[1] ?? null;
  });
  const fields = [
    ['terminal', terminal],
    ['place', 'Démonstration'],
    ['decision', 'accept'],
  ] as const;
  await change(session, '/gestion/terminaux', fields, 'accepter le poste de séance');
}

/** The first code in large groups of a page; empty when there is none. */
function codeIn(html: string): string {
  const [, groups = ''] = /class="big-code[^>]*>(.*?)<\/p>/s.exec(html) ?? [];
  return groups.replace(/<[^>]*>/g, '').trim();
}

async function until<Value>(
  failure: string,
  look: () => Promise<Value | null> | Value | null,
): Promise<Value> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > untilMs) throw new RehearsalFailure(failure);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
