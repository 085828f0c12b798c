import { describe, expect, it } from 'vitest';
import { rich } from '../../../appliance/web/layout/site.ts';
import { renderHome } from '../../../appliance/web/pages/voter/home.ts';
import { parseTracker } from '../../../appliance/web/pages/voter/find-ballot.ts';
import { renderLists } from '../../../appliance/web/pages/public/lists.ts';
import { renderResults } from '../../../appliance/web/pages/public/results.ts';
import { renderWelcome } from '../../../appliance/web/pages/public/welcome.ts';
import { problemsOf, readable } from '../../support/page-checks.ts';
import { contestResult, home, site, voterPages, welcome } from '../../support/voter-pages.ts';

describe.each([...voterPages])('the page %s', (_, html) => {
  it('is valid, typeset as French is, without inline script or style, with one main title', async () => {
    expect(await problemsOf(html)).toEqual([]);
  });
});

describe('the welcome page', () => {
  it('can send nothing without its script: its fields have no name and its form no address', () => {
    const form = /<form[\s\S]*<\/form>/.exec(renderWelcome(welcome, site))?.[0] ?? '';
    expect(form).not.toMatch(/ name=| action=/);
  });

  it('shows no form when nobody can log in', () => {
    expect(renderWelcome({ ...welcome, moment: 'closed', login: null }, site)).not.toContain('<form');
  });
});

describe('the home page', () => {
  it('offers the vote only where it is open and not cast', () => {
    const html = renderHome(home, site);
    expect(html).toContain('href="/isoloir#c2-suppleants"');
    expect(html).not.toContain('href="/isoloir#c2-titulaires"');
    expect(readable(html)).toContain('Vous avez voté le jeudi 8\u00a0décembre 2022 à 14\u00a0h\u00a015');
  });

  it('tells by which channel the sign-off was made', () => {
    const [first] = home.contests;
    if (first === undefined) throw new Error('no contest');
    const kiosk = { ...first, signOff: { atMs: home.nowMs, channel: 'kiosk' as const } };
    expect(renderHome({ ...home, contests: [kiosk] }, site)).toContain('sur une borne');
  });
});

describe('texts of the dossier', () => {
  it('cannot become markup', () => {
    expect(rich('<b>2e</b> & "co"')).toBe('&lt;b&gt;2<sup>e</sup>&lt;/b&gt; &amp; &quot;co&quot;');
    const html = renderLists(
      {
        contests: [
          {
            contest: 'c1',
            college: { ordinal: 1, name: '<script>alert(1)</script>' },
            seat: 'titulaire',
            seats: 1,
            lists: [],
          },
        ],
      },
      site,
    );
    expect(html).not.toContain('<script>alert');
  });
});

describe('the results', () => {
  it('name the elected of each list and say whether a second round follows', () => {
    const text = readable(
      renderResults({ round: 1, validatedMs: home.nowMs, contests: [contestResult()] }, site),
    );
    for (const name of ['Claire Aubanel', 'Marc Teyssier', 'Sylvie Roumegoux']) expect(text).toContain(name);
    expect(text).toContain('Tous les sièges sont pourvus');
    const empty = readable(
      renderResults(
        { round: 1, validatedMs: home.nowMs, contests: [contestResult({ lists: [], blank: 0 })] },
        site,
      ),
    );
    expect(empty).toContain('Un second tour sera organisé');
  });
});

describe('a tracker as typed', () => {
  it('is read with the spaces that help to copy it', () => {
    const tracker = 'UV7oaQWqRi6lgTP4wBHfeqTpl642I/JiPbTpn+/gFXM';
    expect(parseTracker(tracker.replace(/(.{4})/g, '$1 '))).toBe(tracker);
    expect(parseTracker('UV7o')).toBeNull();
  });
});
