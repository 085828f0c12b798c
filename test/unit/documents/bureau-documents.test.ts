/** What the bureau reads, compares and signs. */
import { describe, expect, it } from 'vitest';
import { ceremonyRecord } from '../../../appliance/documents/ceremony-record.ts';
import { closingSealSheet } from '../../../appliance/documents/closing-seal-sheet.ts';
import { holderSheets } from '../../../appliance/documents/holder-sheet.ts';
import { minutes } from '../../../appliance/documents/minutes.ts';
import { resultsAnnouncement } from '../../../appliance/documents/results-announcement.ts';
import { roleLetters } from '../../../appliance/documents/role-letter.ts';
import { sealSheet } from '../../../appliance/documents/seal-sheet.ts';
import { signOffList } from '../../../appliance/documents/sign-off-list.ts';
import {
  announcementSample,
  ceremonySample,
  closingSample,
  contestToDecide,
  contestWithoutList,
  countedContest,
  holderCommon,
  holderSamples,
  members,
  minutesSample,
  roleCommon,
  roleLetterSamples,
  sealSample,
  sha256,
  signOffSample,
} from './domitia-sample.ts';
import { rights as allRights } from '../../../core/lifecycle/rights.ts';
import { pagesOf, textOf } from './read-pdf.ts';

function inGroups(hash: string): string {
  return hash.match(/.{4}/g)?.join(' ') ?? '';
}

describe('the seal sheet', () => {
  it('gives the seal code, each part of it, and says that there is no standby', async () => {
    const text = textOf(await sealSheet(sealSample('real')));
    expect(text).toContain('7FQ2 MMZK 8T3W');
    for (const part of ['software', 'data', 'booth']) expect(text).toContain(inGroups(sha256(part)));
    expect(text).toContain('Système de secours : aucun, scellé sans secours');
    for (const code of ['5K2M 9TRA', 'X04P 7CDW', 'Q8HZ 3N1B']) expect(text).toContain(`Repère : ${code}`);
    expect(text).toContain('« Rapport 2022-11 »');
    expect(text).toContain('mercredi 7 décembre 2022 à 11 h 42 min 07 s');
    expect(text).toContain('Une seule lettre porte l’identifiant et le code secret');
  });

  it('gives the fingerprint of a standby when there is one', async () => {
    const sample = sealSample('real');
    const parts = sample.parts.map((part) =>
      part.label === 'Système de secours' ? { ...part, code: 'ABCD EFGH', value: sha256('standby') } : part,
    );
    const text = textOf(await sealSheet({ ...sample, parts }));
    expect(text).toContain(inGroups(sha256('standby')));
    expect(text).not.toContain('scellé sans secours');
  });

  it('has a page for each bureau: its holders, the keys of its urns, its signatures', async () => {
    const [, first, second, ...others] = pagesOf(await sealSheet(sealSample('real')));
    expect(others).toEqual([]);
    expect(first).toContain('Bureau de vote du 1er collège');
    expect(first).toContain(inGroups(sha256('1er collège titulaires, salariés')));
    expect(second).toContain(inGroups(sha256('2e collège suppléants, agents publics')));
    for (const page of [first, second]) {
      expect(page).toContain('Présidente Mme Geneviève Sérignan');
      expect(page).toContain('il faut 2 clés sur 3 parmi');
      expect(page).toContain('et la clé du système');
      expect(page).toContain('Signature');
    }
    const alone = textOf(await sealSheet({ ...sealSample('real'), applianceKey: false }));
    expect(alone).not.toContain('clé du système');
  });
});

describe('the record of a ceremony', () => {
  it('tells an interruption, who was missing and why, a late remark, and has a line for each person present', async () => {
    const text = textOf(await ceremonyRecord(ceremonySample('real')));
    for (const told of [
      'Aucun acte enregistré du mercredi 7 décembre 2022 à 10 h 35 min 00 s au mercredi 7 décembre 2022 à 12 h 50 min 00 s',
      'M. Paul Absent',
      'M. Absent est malade.',
      'Incident, notée après la fin de la séance',
      'Présidente Mme Geneviève Sérignan',
      'Léa Roux, pour la liste CFDT',
      'Pages : 41 lignes',
      inGroups(sha256('web')),
      'Électeur',
    ])
      expect(text).toContain(told);
  });
});

describe('the closing seal sheet', () => {
  it('fits on one page with four urns, their hashes, their counts and the lines to sign', async () => {
    const pages = pagesOf(await closingSealSheet(closingSample('real')));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('T8QK 4MZ7 P0XD 6HWC');
    expect(pages[0]).toContain('Ne sortez les clés qu’après avoir comparé');
    expect(pages[0]).toContain('24 bulletins = 24 émargements');
    expect(pages[0]).toContain(inGroups(sha256('archive suppléants, salariés')));
    for (const { lastName } of members) expect(pages[0]).toContain(lastName);
  });

  it('lists suspensions and extensions with their time and reason, and says nothing where there was none', async () => {
    const sample = closingSample('real');
    const told =
      'Suspension, décidée le mercredi 7 décembre 2022 à 10 h 12 min 04 s. Motif : panne du réseau.';
    expect(textOf(await closingSealSheet({ ...sample, decisions: [told] }))).toContain(told);
    expect(textOf(await closingSealSheet(sample))).not.toContain('prolongations');
  });

  it('says it when ballots and sign-offs disagree', async () => {
    const sample = closingSample('real');
    const urns = sample.urns.map((urn, index) => (index === 3 ? { ...urn, ballots: 23 } : urn));
    expect(textOf(await closingSealSheet({ ...sample, urns }))).toContain(
      'ÉCART : 23 bulletins, 24 émargements',
    );
  });
});

describe('the sheet of a key holder', () => {
  it('has the sequence of its holder alone, and keeps it from the direction', async () => {
    const [printed, blank] = pagesOf(await holderSheets(holderSamples, { ...holderCommon, mode: 'real' }));
    expect(printed).toContain('Paul-Émile d’Argeliers');
    expect(printed).toContain('7FQ2 MMZK 8T3W');
    expect(printed).toContain('Ne remettez jamais cette feuille à la direction');
    expect(blank).toContain('Geneviève Sérignan');
    expect(blank).not.toContain('7FQ2');
  });
});

describe('the letter of a role', () => {
  it('gives each holder an account, a password, rights and dates, on one page', async () => {
    const pages = pagesOf(await roleLetters(roleLetterSamples, roleCommon));
    expect(pages).toHaveLength(roleLetterSamples.length);
    expect(pages[0]).toContain('bureau-2-president');
    expect(pages[0]).toContain('M4TQ 7ZKD 2HXW 9CNR');
    // Read line by line, across its two columns.
    expect(pages[0]).toMatch(/il faut 2 .*clés sur 3 pour ouvrir/);
    expect(pages[0]).toMatch(/à partir du jeudi 8 décembre .*2022 à 17 h 35/);
    for (const page of pages)
      expect(page).toMatch(/inscrivez une seconde preuve.*Gardez cette feuille.*7 jours sur 7\./s);
  });

  it('has room for every right', async () => {
    const rights = { ...roleCommon.rights, bureau: allRights };
    const [member = ''] = pagesOf(
      await roleLetters(roleLetterSamples.slice(0, 1), { ...roleCommon, rights }),
    );
    expect(member).toMatch(/Lire le code de scellement.*Gardez cette feuille.*7 jours sur 7\./s);
  });

  it('gives the turnout to observers and to the direction only where the dossier does', async () => {
    const [, observer, direction] = pagesOf(await roleLetters(roleLetterSamples, roleCommon));
    expect(observer).toContain('Suivre la participation');
    expect(direction).not.toContain('Suivre le nombre de votants');
  });
});

describe('the minutes', () => {
  it('carry every count of the contest', async () => {
    const [first = ''] = pagesOf(await minutes(minutesSample('real')));
    expect(first).toContain('498 003 128 00028');
    expect(first).toContain('6 décembre 2018');
    expect(first).toMatch(/Inscrits Émargements Bulletins Blancs/);
    expect(first).toContain('41');
    expect(first).toContain('85,37 %');
    expect(first).toContain('Quotient électoral : 33 ÷ 3 = 11');
    expect(first).toMatch(/CFDT 17 51,52 % 16,33 1 1 2/);
    expect(first).toMatch(/2 Hugo Névian M 0 17 élu/);
  });

  it('explain every step of the seats, with its article and its conclusion', async () => {
    const text = textOf(await minutes(minutesSample('real')));
    for (const step of countedContest().allocation.steps) {
      expect(text).toContain(step.title.replaceAll('\u00a0', ' '));
      expect(text).toContain(step.source.replaceAll('\u00a0', ' '));
    }
    expect(text).toContain('Le 2e siège revient à la liste CGT.');
  });

  it('keep the sub-totals of a small urn and say that they are not published', async () => {
    const text = textOf(await minutes(minutesSample('real')));
    expect(text).toContain('Agents de droit public Salariés de droit privé Inscrits 12 29');
    expect(text).toContain('CFDT, bulletins 5 12 Claire Fabrezan 4 (1) 12');
    expect(text).toContain('Non publiés : Agents de droit public, urne de moins de 15 électeurs');
  });

  it('show the question, and nobody elected, while the bureau has to decide', async () => {
    const sample = minutesSample('real');
    const contest = contestToDecide();
    expect(contest.allocation.status).toBe('decision-needed');
    const text = textOf(await minutes({ ...sample, contest, urns: [] }));
    expect(text).toContain('À quelle liste le bureau de vote attribue-t-il le 1er siège');
    expect(text).not.toMatch(/ élue? /);
  });

  it('explain why there is a second round when nobody stood', async () => {
    const sample = minutesSample('real');
    const text = textOf(await minutes({ ...sample, contest: contestWithoutList(), urns: [] }));
    expect(text).toContain('Aucun candidat n’est élu dans ce scrutin.');
    expect(text).toMatch(/Un second tour est nécessaire : .*aucune liste ne s’est présentée/);
  });

  it('say it when the seal code changed', async () => {
    const sample = minutesSample('real');
    const seals = { ...sample.seals, sealCodeAtCount: 'AAAA BBBB CCCC DDDD EEEE FFFF' };
    expect(textOf(await minutes(sample))).toContain('Recalculé au dépouillement, il est le même');
    const unchecked = { ...sample.seals, sealCodeAtCount: null };
    const said = textOf(await minutes({ ...sample, seals: unchecked }));
    expect(said).toContain('Non recalculé au dépouillement');
    expect(said).not.toContain('il est le même');
    const text = textOf(await minutes({ ...sample, seals }));
    expect(text).toContain('il diffère');
    expect(text).toContain('AAAA BBBB CCCC DDDD EEEE FFFF');
  });

  it('end with the observations and a line for each member to sign', async () => {
    const last = pagesOf(await minutes(minutesSample('real'))).at(-1) ?? '';
    expect(last).toContain('Observations et réclamations');
    for (const { lastName } of members) expect(last).toContain(lastName);
  });
});

describe('the announcement of the results', () => {
  it('names the elected and never a sub-total of an urn', async () => {
    const text = textOf(await resultsAnnouncement(announcementSample('real')));
    expect(text).toContain('Claire Fabrezan CFDT 2e collège, titulaires');
    expect(text).not.toContain('Agents de droit public');
  });
});

describe('the sign-off list', () => {
  it('repeats its header on every page that a long roll needs', async () => {
    const pages = pagesOf(await signOffList(signOffSample('real', 200)));
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages.slice(0, -1)) expect(page).toContain('Nom Prénom Émargement Canal');
    expect(pages.at(-1)).toContain('200 inscrits, 172 émargements.');
  });

  it('gives the time and the channel of each, and a dash where there is none', async () => {
    const text = textOf(await signOffList(signOffSample('real')));
    expect(text).toContain('1 Mme Bages Agnès 08/12/2022 à 8 h 30 borne du siège');
    expect(text).toContain('7 Mme Montredon Maëlle —');
  });
});
