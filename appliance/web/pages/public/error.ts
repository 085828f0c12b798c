/** When a page cannot be shown: what happened and what to do, in words. Never a stack, never a code alone. */
import { rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export type ErrorKind =
  | 'not-found'
  | 'not-allowed'
  | 'not-now'
  | 'cross-site'
  | 'bad-request'
  | 'too-many'
  | 'unavailable'
  | 'failed';

const words: Readonly<Record<ErrorKind, { readonly title: string; readonly text: string }>> = {
  'not-found': {
    title: 'Cette page n’existe pas',
    text: 'L’adresse est peut-être incomplète. Revenez à l’accueil pour trouver ce que vous cherchez.',
  },
  'not-allowed': {
    title: 'Cette page ne vous est pas ouverte',
    text: 'Elle demande une autre connexion que la vôtre, ou votre session est terminée. Revenez à l’accueil et reconnectez-vous.',
  },
  'not-now': {
    title: 'Ce n’est pas possible à ce moment de l’élection',
    text: 'Revenez à l’accueil : il indique où en est l’élection.',
  },
  'cross-site': {
    title: 'Demande refusée',
    text: 'Cette demande ne vient pas de notre site. Rien n’a été enregistré. Revenez à l’accueil et recommencez.',
  },
  'bad-request': {
    title: 'Cette demande n’a pas pu être lue',
    text: 'Rien n’a été enregistré. Revenez à la page précédente et recommencez.',
  },
  'too-many': {
    title: 'Trop de demandes en peu de temps',
    text: 'Attendez une minute, puis réessayez.',
  },
  unavailable: {
    title: 'Le site ne peut pas répondre pour le moment',
    text: 'Réessayez dans une minute. Si cela dure, appelez l’assistance.',
  },
  failed: {
    title: 'Une erreur s’est produite de notre côté',
    text: 'Elle est notée et sera examinée. Réessayez ; si cela se reproduit, appelez l’assistance. Si vous étiez en train de voter, l’accueil indique si votre vote est enregistré.',
  },
};

interface View {
  readonly rich: typeof rich;
  readonly title: string;
  readonly text: string;
}

const template = page<View>(import.meta.url, 'error.ejs');

export function renderError(kind: ErrorKind, site: Site): string {
  const { title, text } = words[kind];
  return template({ rich, title, text, shell: shellOf(site, title, { width: 'narrow' }) });
}
