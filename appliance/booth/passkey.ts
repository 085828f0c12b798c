/**
 * The button of a passkey (web/pages/role/passkey.ejs), at a login, at a lock and on « Ma connexion »: asks the site for
 * its question, hands it to the browser, and sends the form with the answer. What a browser refuses is said in words, with
 * what to do. It keeps nothing, and shows the button only where it can work.
 */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { typeset } from '../../core/french/text.ts';
import { required } from './dom.ts';

type Question =
  | { readonly kind: 'add'; readonly options: PublicKeyCredentialCreationOptionsJSON }
  | { readonly kind: 'prove'; readonly options: PublicKeyCredentialRequestOptionsJSON };

/** Why the browser gave no answer. */
type Trouble =
  'no-passkeys' | 'other-address' | 'untrusted' | 'cancelled' | 'enrolled' | 'unverified' | 'unreachable';

const words: Readonly<Record<Trouble, string>> = {
  'no-passkeys':
    'Ce navigateur ne connaît pas les clés d’accès. Prenez-en un à jour, ou une application de codes.',
  'other-address':
    'Cette page est ouverte à une autre adresse que celle du site, où les clés d’accès ne répondent pas. Ouvrez l’adresse de votre courrier.',
  untrusted:
    'Le navigateur refuse les clés d’accès ici, parce qu’il ne reconnaît pas le certificat du site. Utilisez une application de codes. Le service informatique peut mettre en place un certificat reconnu, à la page « Certificat » du gestionnaire.',
  cancelled: 'La demande a été annulée, ou la clé n’a pas répondu à temps. Recommencez quand vous êtes prêt.',
  enrolled: 'Cet appareil ou cette clé est déjà inscrit pour ce compte.',
  unverified:
    'Cette clé ne peut pas vérifier que c’est vous : elle n’a ni code PIN ni capteur. Donnez-lui un code PIN, ou prenez-en une autre.',
  unreachable: 'Le site ne répond pas. Vérifiez la connexion, puis recommencez.',
};

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) return 'cancelled';
  // Chromium gives « NotAllowedError » for a certificate that it does not trust, as for a refusal: its sentence alone differs.
  if (error.message.includes('TLS certificate')) return 'untrusted';
  const known: Readonly<Record<string, Trouble>> = {
    InvalidStateError: 'enrolled',
    SecurityError: 'untrusted',
    ConstraintError: 'unverified',
  };
  return known[error.name] ?? 'cancelled';
}

/** The question, or what the site tells the person instead; null when the session ended. */
async function ask(path: string): Promise<Question | { readonly text: string } | null> {
  const answer = await fetch(path, { method: 'POST', redirect: 'manual' });
  if (answer.type === 'opaqueredirect') return null;
  return (await answer.json()) as Question | { readonly text: string };
}

function prepare(place: HTMLElement): void {
  const button = required(place, 'button', HTMLButtonElement);
  const said = required(place, '[role=alert]');
  const answer = required(place, 'input[name=credential]', HTMLInputElement);
  const form = answer.form;
  const say = (text: string) => {
    said.textContent = typeset(text);
    said.hidden = false;
  };
  const prove = async () => {
    let asked: Awaited<ReturnType<typeof ask>>;
    try {
      asked = await ask(place.dataset['ask'] ?? '');
    } catch {
      say(words.unreachable);
      return;
    }
    if (asked === null) {
      location.assign('/roles');
    } else if ('text' in asked) {
      say(asked.text);
    } else {
      answer.value = JSON.stringify(
        asked.kind === 'add'
          ? await startRegistration({ optionsJSON: asked.options })
          : await startAuthentication({ optionsJSON: asked.options }),
      );
      form?.submit();
    }
  };
  button.addEventListener('click', (event) => {
    // A code that was typed goes as it is: « Entrée » presses the first button of a form.
    const code = form?.elements.namedItem('code');
    if (code instanceof HTMLInputElement && code.value !== '') return;
    event.preventDefault();
    if (form?.reportValidity() !== true) return;
    said.hidden = true;
    button.disabled = true;
    prove()
      .catch((error: unknown) => say(words[troubleOf(error)]))
      .finally(() => (button.disabled = false));
  });
  if (!browserSupportsWebAuthn()) say(words['no-passkeys']);
  else if (location.origin !== place.dataset['origin']) say(words['other-address']);
  else button.hidden = false;
}

for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) prepare(place);
