/** The letters that carry the codes: what is on them, what is not, and where. */
import { describe, expect, it } from 'vitest';
import { accessLetters, secretLetters } from '../../../appliance/documents/access-letter.ts';
import { qrMatrix } from '../../../core/bytes/qr-matrix.ts';
import { anneSophie, letterCommon } from './domitia-sample.ts';
import { firstPageAsGrey, pagesOf, rawTextOf, textOf, wordsOf } from './read-pdf.ts';

const { elector, ...otherwise } = anneSophie;

describe('the access letter', () => {
  it('says who organises, what, when, where, and how to vote', async () => {
    const text = textOf(await accessLetters([anneSophie], letterCommon('real')));
    expect(text).toContain(
      'Domitia Habitat organise un vote : « Élections du comité social et économique 2022 »',
    );
    expect(text).toContain('2e collège (Techniciens, agents de maîtrise et cadres)');
    expect(text).toContain('pour élire 3 titulaires et 3 suppléants');
    expect(text).toContain('le jeudi 8 décembre 2022, de 8 h 30 à 17 h 30');
    expect(text).toContain('https://vote.domitia-habitat.example');
    expect(text).toContain('Tapez votre identifiant et votre date de naissance');
    expect(text).toContain('0 800 10 11 12');
    expect(text).toContain('Personne ne vous demandera ces codes');
  });

  it('shows the identifier in groups of four and the secret in one piece', async () => {
    const text = textOf(await accessLetters([anneSophie], letterCommon('real')));
    expect(text).toContain('K7QX 2M9T 4RWD 8H0P');
    expect(text).toContain('40718');
  });

  it('says that the secret comes separately when it does, and has none', async () => {
    const letter = { ...anneSophie, secret: null };
    const text = textOf(await accessLetters([letter], letterCommon('real', 'secondLetter')));
    expect(text).toContain('Votre code secret vous est envoyé séparément');
    expect(text).not.toContain('40718');
  });

  it('refuses a secret that the dossier sends separately, and a letter without one that it needs', () => {
    expect(() => accessLetters([anneSophie], letterCommon('real', 'secondLetter'))).toThrow('secondLetter');
    expect(() => accessLetters([{ ...anneSophie, secret: null }], letterCommon('real'))).toThrow(
      'sameLetter',
    );
  });

  it('has a page for each of 63 electors, in their order', async () => {
    const letters = Array.from({ length: 63 }, (_letter, index) => ({
      ...anneSophie,
      elector: { ...elector, lastName: `Électeur-${index + 1}` },
    }));
    const pages = pagesOf(await accessLetters(letters, letterCommon('real')));
    expect(pages).toHaveLength(63);
    pages.forEach((page, index) => expect(page).toMatch(new RegExp(`Électeur-${index + 1}\\b`)));
  });

  it('stays on one page with the longest names and addresses', async () => {
    const long = {
      civility: 'Mme' as const,
      firstName: 'Marie-Bénédicte Anne-Charlotte',
      lastName: 'Montmorency-Laval de Castelnau-Pégayrolles et de Saint-Guilhem',
      address: [
        'Chez Monsieur et Madame de Castelnau',
        'Résidence Les Jardins de la Méditerranée, bâtiment B12',
        '112 bis avenue du Maréchal-de-Lattre-de-Tassigny',
        'Escalier 4, boîte aux lettres 118',
        'Lieu-dit Les Grandes Cabanes de Fleury',
        '11100 NARBONNE',
      ],
    };
    const pages = pagesOf(await accessLetters([{ ...otherwise, elector: long }], letterCommon('real')));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('Saint-Guilhem');
    expect(pages[0]).toContain('11100 NARBONNE');
  });

  it('keeps French letters, and no line begins with a high punctuation mark', async () => {
    const text = rawTextOf(await accessLetters([anneSophie], letterCommon('real')));
    expect(text).toContain('Œuvrard-Lefèvre');
    expect(text).toContain('à une borne de vote');
    for (const line of text.split('\n')) expect(line).not.toMatch(/^[;:!?»]|«$/);
  });
});

describe('the window of the envelope', () => {
  it('shows the address, and nothing else in any position of the sheet', async () => {
    const words = wordsOf(await accessLetters([anneSophie], letterCommon('demonstration')));
    const seen = words.filter(
      ({ left, top, right, bottom }) => right > 90 && left < 210 && bottom > 44 && top < 93,
    );
    expect(seen.map(({ word }) => word).join(' ')).toBe(
      'Mme Anne-Sophie Œuvrard-Lefèvre Résidence Les Amandiers, bât. B 12 impasse du Canal de la Robine 11100 NARBONNE',
    );
    for (const { left, top, right, bottom } of seen) {
      expect(left).toBeGreaterThanOrEqual(105 - 0.1);
      expect(right).toBeLessThanOrEqual(190);
      expect(top).toBeGreaterThanOrEqual(55);
      expect(bottom).toBeLessThanOrEqual(81);
    }
  });

  it('leaves the codes below the first fold', async () => {
    const words = wordsOf(await accessLetters([anneSophie], letterCommon('real')));
    for (const { top } of words.filter(({ word }) => /^(K7QX|2M9T|4RWD|8H0P|40718)$/.test(word))) {
      expect(top).toBeGreaterThan(99);
    }
  });
});

describe('the QR code of the letter', () => {
  it('is printed with the modules of the identifier, and a quiet zone, 25 mm wide', async () => {
    const page = firstPageAsGrey(await accessLetters([anneSophie], letterCommon('real')), 300);
    const expected = qrMatrix('K7QX2M9T4RWD8H0P');
    const dotsPerMm = 300 / 25.4;
    const dark = (x: number, y: number): boolean =>
      (page.grey[Math.round(y) * page.width + Math.round(x)] ?? 0) < 128;
    // The symbol is the only ink right of 155 mm between the box's top and 180 mm, its border apart.
    const inside: { x: number; y: number }[] = [];
    for (let y = Math.round(137 * dotsPerMm); y < 176 * dotsPerMm; y += 1) {
      for (let x = Math.round(155 * dotsPerMm); x < 188 * dotsPerMm; x += 1)
        if (dark(x, y)) inside.push({ x, y });
    }
    const left = Math.min(...inside.map(({ x }) => x));
    const right = Math.max(...inside.map(({ x }) => x));
    const top = Math.min(...inside.map(({ y }) => y));
    expect((right - left) / dotsPerMm).toBeCloseTo(25, 0);
    const modulePx = (right + 1 - left) / expected.length;
    expected.forEach((row, rowIndex) =>
      row.forEach((isDark, column) =>
        expect(dark(left + (column + 0.5) * modulePx, top + (rowIndex + 0.5) * modulePx)).toBe(isDark),
      ),
    );
  });
});

describe('the secret letter', () => {
  it('holds the secret and the name, and nothing of the identifier', async () => {
    const text = textOf(
      await secretLetters([{ elector, secret: '40718' }], letterCommon('real', 'secondLetter')),
    );
    expect(text).toContain('40718');
    expect(text).toContain('Mme Anne-Sophie Œuvrard-Lefèvre');
    expect(text).not.toMatch(/K7QX|2M9T|4RWD|8H0P/);
  });
});
