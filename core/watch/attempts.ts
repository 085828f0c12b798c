/**
 * Floods of failed logins, as counts over the last minutes: no identity, no address. Honest errors grow with the number
 * of people at work, so the bounds of the voters' doors grow with the roll; nobody of a role errs ten times in five minutes.
 */
import type { Finding } from './alert.ts';
import type { Attempts } from './observation.ts';

const voterLeast = 30;
const voterShare = 0.05;
const roleLeast = 10;
const oneTimeLeast = 6;
const blockedLeast = 5;
const blockedShare = 0.02;

export function attemptFindings(attempts: Attempts): Finding[] {
  const { windowMs, electors, voters, roles, oneTimeCodes, blocked } = attempts;
  const minutes = Math.round(windowMs / 60_000);
  const found = (kind: Finding['kind'], facts: Finding['facts']): Finding => ({ kind, subject: '', facts });
  return [
    ...(voters > Math.max(voterLeast, voterShare * electors)
      ? [found('voter-login-flood', { count: voters, minutes })]
      : []),
    ...(roles > roleLeast ? [found('role-login-flood', { count: roles, minutes })] : []),
    ...(oneTimeCodes > oneTimeLeast ? [found('one-time-code-flood', { count: oneTimeCodes, minutes })] : []),
    ...(blocked > Math.max(blockedLeast, blockedShare * electors)
      ? [found('voters-blocked', { count: blocked })]
      : []),
  ];
}
