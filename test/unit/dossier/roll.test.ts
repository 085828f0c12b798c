import { describe, expect, test } from 'vitest';
import { accepted, electorRow, refused, roll, said } from './small-dossier.ts';

const columnOf = {
  matricule: 1,
  college: 2,
  civilite: 3,
  prenom: 4,
  nom: 5,
  sexe: 6,
  naissance: 7,
  entree: 8,
};

describe('the roll', () => {
  test('an elector is read in full', () => {
    const { dossier } = accepted({
      'roll.csv': roll({
        3: { adresse: '"Bât. B\n3 rue Haute"', courriel: 'leo@example.org', mobile: '06 39 98 00 03' },
      }),
    });
    expect(dossier.roll[2]).toEqual({
      id: 'E3',
      college: 'c1',
      civility: 'M.',
      firstName: 'Léo',
      lastName: 'Person-C',
      sex: 'M',
      born: '1963-05-01',
      entered: '2010-09-01',
      eligible: true,
      staff: 'public',
      address: ['Bât. B', '3 rue Haute', '75001 Paris'],
      email: 'leo@example.org',
      mobile: '+33639980003',
    });
  });

  test.each(['1963-05-01', '01/05/1963', '01.05.1963'])('the date %s is read', (naissance) => {
    const { dossier } = accepted({ 'roll.csv': roll({ 3: { naissance } }) });
    expect(dossier.roll[2]?.born).toBe('1963-05-01');
  });

  test.each([
    ['01/05/80', 'date/ambiguous'],
    ['1980/5/1', 'date/ambiguous'],
    ['1980/05/01', 'date/ambiguous'],
    ['5-1-1980', 'date/ambiguous'],
    ['05-01-1980', 'date/ambiguous'],
    ['1/5/1980', 'date/ambiguous'],
    ['01/05.1980', 'date/ambiguous'],
    ['01 05 1980', 'date/ambiguous'],
    ['29342', 'date/format'],
    ['1er mai 1980', 'date/format'],
    ['1980-05-01T00:00', 'date/format'],
    ['', 'field/missing'],
    ['31/02/1980', 'date/impossible'],
    ['1981-02-29', 'date/impossible'],
    ['00/05/1980', 'date/impossible'],
    ['1980-13-01', 'date/impossible'],
    ['0080-05-01', 'date/impossible'],
    ['1899-12-31', 'date/impossible'],
  ])('the date « %s » is refused: %s', (naissance, rule) => {
    expect(refused({ 'roll.csv': roll({ 3: { naissance } }) })).toEqual([`roll.csv:4:7 ${rule}`]);
  });

  test.each([
    ['matricule', '', 'field/missing'],
    ['matricule', 'É 3', 'field/identifier'],
    ['matricule', '=3', 'field/identifier'],
    ['college', '', 'field/missing'],
    ['college', 'c3', 'roll/unknown-college'],
    ['civilite', 'Mlle', 'field/choice'],
    ['civilite', '', 'field/missing'],
    ['prenom', '', 'field/missing'],
    ['nom', '=cmd()', 'field/formula'],
    ['nom', '+33', 'field/formula'],
    ['nom', '-Person', 'field/formula'],
    ['nom', '@SUM(A1)', 'field/formula'],
    ['nom', 'Person\tC', 'field/name'],
    ['nom', '"Person\nC"', 'field/name'],
    ['nom', 'Person3', 'field/name'],
    ['nom', '<b>Person</b>', 'field/name'],
    ['nom', 'P'.repeat(81), 'field/name'],
    ['sexe', '1', 'field/choice'],
    ['entree', '1963-04-30', 'roll/dates'],
  ] as const)('%s « %s » is refused: %s', (column, value, rule) => {
    const changed = roll({ 3: { [column]: value } });
    expect(refused({ 'roll.csv': changed })).toContain(`roll.csv:4:${columnOf[column]} ${rule}`);
  });

  test.each([
    ['eligible', 'peut-être', 'roll.csv:4:9 field/choice'],
    ['statut', 'titulaire', 'roll.csv:4:10 field/choice'],
    ['statut', '', 'roll.csv:4:10 roll/staff-missing'],
    ['adresse', '', 'roll.csv:4:11 field/missing'],
    ['adresse', '=1+1', 'roll.csv:4:11 field/formula'],
    ['adresse', '"a\n=1+1"', 'roll.csv:4:11 field/formula'],
    ['adresse', '"1\n2\n3\n4\n5"', 'roll.csv:4:11 field/shape'],
    ['code_postal', '1000', 'roll.csv:4:12 field/postal-code'],
    ['ville', '', 'roll.csv:4:13 field/missing'],
    ['courriel', 'leo', 'roll.csv:4:14 field/email'],
    ['courriel', 'leo@exa mple.org', 'roll.csv:4:14 field/email'],
    ['mobile', '01 99 00 00 00', 'roll.csv:4:15 field/mobile'],
    ['mobile', '=0639980000', 'roll.csv:4:15 field/mobile'],
  ])('%s « %s » is refused', (column, value, expected) => {
    expect(refused({ 'roll.csv': roll({ 3: { [column]: value } }) })).toEqual([expected]);
  });

  test('staff status may be empty where the college has one urn for all', () => {
    const { dossier } = accepted();
    expect(dossier.roll[12]?.staff).toBeNull();
  });

  test('plausible names of all kinds are read as they are', () => {
    for (const nom of [
      'd’Angelo',
      "L'Hermite",
      'de La Tour',
      'Łukasik',
      'Van den Berg',
      'Müller-Weiß',
      'N’Diaye',
    ]) {
      const { dossier } = accepted({ 'roll.csv': roll({ 3: { nom } }) });
      expect(dossier.roll[2]?.lastName).toBe(nom);
    }
  });

  test('a matricule twice is told with both lines, whatever its capitals', () => {
    const added = electorRow(3, { prenom: 'Théo', matricule: 'e3' });
    expect(refused({ 'roll.csv': roll({}, added) })).toEqual(['roll.csv:26:1 roll/duplicate']);
  });

  test('a person twice under two matricules is told, whatever capitals and accents', () => {
    const added = electorRow(3, { prenom: 'LEO', matricule: 'E99' });
    expect(refused({ 'roll.csv': roll({}, added) })).toEqual(['roll.csv:26:5 roll/same-person']);
    const namesake = electorRow(3, { matricule: 'E99', naissance: '1963-05-02' });
    expect(accepted({ 'roll.csv': roll({}, namesake) }).dossier.roll).toHaveLength(25);
  });

  test('a college without elector is refused', () => {
    const all = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [index + 13, { college: 'c1', statut: 'prive' }]),
    );
    expect(refused({ 'roll.csv': roll(all) })).toContain('roll.csv roll/empty-college');
  });

  test.each([
    [
      'a mobile number of two electors',
      { 3: { mobile: '06 39 98 00 00' }, 4: { mobile: '+33639980000' } },
      'roll.csv:5:15 roll/shared-mobile',
    ],
    ['civility and sex that disagree', { 3: { sexe: 'F' } }, 'roll.csv:4:6 roll/civility'],
    [
      'an elector of fifteen',
      { 3: { naissance: '2010-12-09', entree: '2026-01-01', eligible: 'non' } },
      'roll.csv:4:7 roll/not-elector',
    ],
    [
      'an elector of two months',
      { 3: { entree: '2026-09-09', eligible: 'non' } },
      'roll.csv:4:7 roll/not-elector',
    ],
    [
      'an eligible of seventeen',
      { 3: { naissance: '2008-12-09', entree: '2025-01-01' } },
      'roll.csv:4:9 roll/not-eligible',
    ],
    ['an eligible of eleven months', { 3: { entree: '2025-12-09' } }, 'roll.csv:4:9 roll/not-eligible'],
  ])('%s is a warning', (_what, changes, expected) => {
    const changed = { 'roll.csv': roll(changes) };
    expect(accepted(changed).warnings).toHaveLength(1);
    expect(said(changed)).toEqual([expected]);
  });

  test('conditions that are met on the very day of opening are met', () => {
    const changes = {
      3: { naissance: '2010-12-08', entree: '2026-09-08', eligible: 'non' },
      5: { naissance: '2008-12-08', entree: '2025-12-08' },
    };
    expect(said({ 'roll.csv': roll(changes) })).toEqual([]);
  });
});
