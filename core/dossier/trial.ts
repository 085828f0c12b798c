/**
 * The dossier of a trial (scrutin à blanc, GEPOR article 14): the real lists, seats, bureaus and rules, under another
 * title, with made-up electors only. Nobody's name is in a trial's roll, so that no real person's sign-off or code ever
 * exists before the vote, and a trial's result says nothing about anyone.
 */
import type { College, Dossier, Elector, ElectorId, IsoDate, StaffStatus } from './types.ts';

/** Made-up electors of each urn: more than a small urn's threshold would withhold for nothing. */
export const trialElectorsPerUrn = 12;

export function trialDossier(dossier: Dossier): Dossier {
  return {
    ...dossier,
    title: `Scrutin à blanc — ${dossier.title}`,
    roll: dossier.colleges.flatMap((college) => electorsOf(dossier, college)),
    notes: ['Scrutin à blanc : les électeurs sont inventés, et tout sera effacé.'],
  };
}

function electorsOf(dossier: Dossier, college: College): Elector[] {
  const urns = dossier.contests
    .filter((contest) => contest.college === college.id)
    .flatMap(({ urns }) => urns);
  const staffs = new Set<StaffStatus | null>(urns.map(({ staff }) => staff));
  return [...staffs].flatMap((staff) =>
    Array.from({ length: trialElectorsPerUrn }, (_, index) => madeUp(dossier, college, staff, index)),
  );
}

/** « M. Essai Premier-Un »: no number in a name, since names are printed and sorted as names. */
function madeUp(dossier: Dossier, college: College, staff: StaffStatus | null, index: number): Elector {
  const isWoman = index % 2 === 0;
  const letter = String.fromCharCode('A'.charCodeAt(0) + index);
  const group = { public: 'P', private: 'S' }[staff ?? 'private'];
  return {
    id: `ESSAI-${college.ordinal}${group}${String(index + 1).padStart(2, '0')}` as ElectorId,
    college: college.id,
    civility: isWoman ? 'Mme' : 'M.',
    firstName: 'Essai',
    lastName: `${isWoman ? 'Électrice' : 'Électeur'} ${'I'.repeat(college.ordinal)}-${group}-${letter}`,
    sex: isWoman ? 'F' : 'M',
    born: `1980-01-${String(index + 1).padStart(2, '0')}` as IsoDate,
    entered: '2010-01-01' as IsoDate,
    eligible: true,
    staff,
    address: dossier.organisation.address,
    email: null,
    mobile: null,
  };
}
