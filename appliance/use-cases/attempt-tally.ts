/**
 * How many logins of roles failed in this process since it began: a count for the watch, told with each beat. Not who,
 * not from where.
 */
let passwords = 0;
let oneTimeCodes = 0;

export function countFailedPassword(): void {
  passwords += 1;
}

export function countFailedOneTimeCode(): void {
  oneTimeCodes += 1;
}

export function failedLogins(): { readonly passwords: number; readonly oneTimeCodes: number } {
  return { passwords, oneTimeCodes };
}
