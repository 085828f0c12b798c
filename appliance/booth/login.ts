/**
 * The login form of the welcome page: checks what was typed, derives what may be sent, remembers the identifier in this
 * tab for the vote, and goes home. The fields have no name: nothing could be sent even if this script did not run.
 */
import { parseIdentifier, parseSecret, type SecretShape } from '../../core/access/codes.ts';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { refusalText } from './refusal-text-fr.ts';
import { parseBirthDate } from './birth-date.ts';
import { required } from './dom.ts';
import { forgetIdentifier, rememberIdentifier } from './known-identifier.ts';
import { fetchPort } from './port.ts';
import type { Refusal } from './refusals.ts';
import { login, type Login } from './session.ts';

const port = fetchPort((...request) => fetch(...request), '');

/** What is to be corrected, and where it is said. */
interface Problem {
  readonly field: 'identifier' | 'challenge' | 'secret';
  readonly text: string;
}

function control(form: HTMLFormElement, field: Problem['field']): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`#${field}`);
}

function say(form: HTMLFormElement, problems: readonly Problem[]): void {
  for (const field of ['identifier', 'challenge', 'secret'] as const) {
    const input = control(form, field);
    if (input === null) continue;
    const problem = problems.find((candidate) => candidate.field === field);
    required(form, `#${field}-message`).textContent = problem?.text ?? '';
    input.closest('.field')?.classList.toggle('error', problem !== undefined);
    input.setAttribute('aria-invalid', String(problem !== undefined));
  }
  const [first] = problems;
  if (first !== undefined) control(form, first.field)?.focus();
}

/** What was typed, or what is to be corrected. */
function read(form: HTMLFormElement): Login | readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (field: Problem['field'], refusal: Refusal) =>
    problems.push({ field, text: refusalText(refusal) });
  const identifier = parseIdentifier(control(form, 'identifier')?.value ?? '');
  if (!identifier.ok) complain('identifier', identifier.error);
  const typed = control(form, 'challenge')?.value.trim() ?? '';
  const challenge = form.dataset['challenge'] === 'birthDate' ? parseBirthDate(typed) : typed;
  if (challenge === null) complain('challenge', { code: 'challenge/malformed' });
  if (challenge === '') problems.push({ field: 'challenge', text: 'Écrivez votre matricule.' });
  const secret = readSecret(form);
  if (secret !== null && !parseSecret(secret.typed, secret.shape).ok) {
    complain('secret', { code: 'secret/wrong-shape' });
  }
  if (!identifier.ok || challenge === null || problems.length > 0) return problems;
  return { identifier: identifier.value, challenge, secret };
}

function readSecret(form: HTMLFormElement): Login['secret'] {
  const input = control(form, 'secret');
  if (input === null) return null;
  const alphabet = input.dataset['alphabet'] === 'digits' ? 'digits' : 'crockford';
  const shape: SecretShape = { alphabet, length: Number(input.dataset['length']) };
  return { typed: input.value, shape };
}

/** Where a refusal of the appliance is said: beside the last thing that proves who one is. */
function problemOf(form: HTMLFormElement, refusal: Refusal): Problem {
  const aboutSecret = refusal.code === 'secret/wrong' || refusal.code === 'secret/locked';
  const field = aboutSecret && control(form, 'secret') !== null ? 'secret' : 'challenge';
  return { field, text: refusalText(refusal) };
}

async function submit(form: HTMLFormElement): Promise<void> {
  const attempt = read(form);
  if (!('identifier' in attempt)) {
    say(form, attempt);
    return;
  }
  say(form, []);
  const button = required(form, 'button', HTMLButtonElement);
  const label = button.textContent;
  button.textContent = 'Connexion en cours';
  button.setAttribute('aria-disabled', 'true');
  const answer = await login(attempt, port);
  if (answer.ok) {
    rememberIdentifier(answer.value);
    location.assign('/accueil');
    return;
  }
  button.textContent = label;
  button.removeAttribute('aria-disabled');
  say(form, [problemOf(form, answer.error)]);
}

forgetIdentifier();
const form = document.querySelector<HTMLFormElement>('#login');
if (form !== null) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.querySelector('button[aria-disabled]') === null) void submit(form);
  });
  const identifier = control(form, 'identifier');
  identifier?.addEventListener('change', () => {
    const parsed = parseIdentifier(identifier.value);
    if (parsed.ok) identifier.value = groupedCode(parsed.value);
  });
}
