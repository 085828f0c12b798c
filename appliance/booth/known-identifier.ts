/**
 * The identifier between login and vote: in this tab's session storage only, since the vote's keys are derived from it
 * with the secret. Wiped at logout, when the session ends, after the last vote, and by the login page whenever it shows.
 */
const key = 'isoloir.identifier';

export function rememberIdentifier(identifier: string): void {
  sessionStorage.setItem(key, identifier);
}

export function knownIdentifier(): string | null {
  return sessionStorage.getItem(key);
}

export function forgetIdentifier(): void {
  sessionStorage.removeItem(key);
}
