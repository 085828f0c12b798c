/**
 * What became of a vote, in French: recorded, not recorded, not known yet, or a receipt that is not this ballot's. Never
 * says « enregistré » or « pas enregistré » without knowing.
 */
import { typeset } from '../french/text.ts';
import { openContests, type Passage, type Printer } from './passage.ts';
import { item, type Screen } from './screen.ts';
import { recordedText } from './words-fr.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

type Outcome = 'receipt' | 'not-recorded' | 'unknown-fate' | 'receipt-refused' | 'stopped';

const groups = (tracker: string | null) => (tracker ?? '').replace(/(.{4})(?=.)/g, '$1 ');

const printingText: Readonly<Record<Printer, string | null>> = {
  none: null,
  ready: null,
  printing: 'La borne l’imprime.',
  printed: 'Elle est imprimée : prenez le papier. Votre choix n’y figure pas.',
  failed: 'L’imprimante n’a pas pu l’imprimer : notez-la, ou réessayez.',
};

export function outcomeScreen(passage: Passage, at: Outcome): Drawn {
  const { site, tracker, told, again, voter, ballot, printer } = passage;
  const context = ballot?.title ?? null;
  const phone = site?.help.phone ?? '';
  const leave = item('leave', 'Quitter', 'quiet');
  const contests = item('contests', 'Revenir à mes scrutins', again ? 'quiet' : 'main');
  switch (at) {
    case 'receipt': {
      const next = voter?.contests.find(({ contest }) => openContests(passage)[0] === contest);
      return {
        context,
        title: 'Votre vote est enregistré',
        lines: [
          'Il est dans l’urne, chiffré. Personne ne pourra savoir pour qui vous avez voté.',
          'Voici votre preuve de vote : avec elle, vous pourrez retrouver votre bulletin dans l’urne. Elle ne révèle pas votre choix. Notez-la si vous le souhaitez.',
          ...(printingText[printer] === null ? [] : [printingText[printer]]),
        ],
        code: groups(tracker),
        actions: [
          ...(next === undefined
            ? [item('finish', 'J’ai terminé', 'main')]
            : [item(`contest:${next.contest}`, typeset(`Scrutin suivant : ${next.title}`), 'main')]),
          ...(printer === 'ready' || printer === 'failed'
            ? [item('print', 'Imprimer la preuve de vote', 'quiet')]
            : []),
          ...(next === undefined ? [] : [leave]),
        ],
      };
    }
    case 'unknown-fate':
      return {
        context,
        title: 'Nous ne savons pas encore si votre vote est enregistré',
        lines: [
          'Votre bulletin chiffré a été envoyé, mais aucune réponse n’est revenue.',
          'Réessayez : c’est le même bulletin qui sera renvoyé, et il ne comptera qu’une fois.',
          `Si cela ne suffit pas, notez cette preuve de vote et appelez l’assistance (${phone}) : la borne ne la gardera pas.`,
        ],
        code: groups(tracker),
        actions: [item('again', 'Réessayer', 'main'), leave],
      };
    case 'receipt-refused':
      return {
        context,
        title: 'L’accusé de réception n’est pas celui de votre bulletin',
        lines: [
          'Le système répond que votre vote est enregistré, mais son accusé de réception ne correspond pas au bulletin que cette borne a chiffré. Nous ne pouvons pas vous garantir que votre vote est dans l’urne.',
          `Notez cette preuve de vote et prévenez sans attendre le bureau de vote ou l’assistance (${phone}).`,
        ],
        code: groups(tracker),
        actions: [leave],
      };
    case 'not-recorded':
      return {
        context,
        title: 'Votre vote n’est pas enregistré',
        lines: [told ?? ''],
        actions: [...(again ? [item('again', 'Réessayer', 'main')] : []), contests, leave],
      };
    case 'stopped':
      return {
        context,
        title: 'Nous ne pouvons pas continuer',
        lines: [told ?? '', recordedText(passage.recorded)],
        actions: [voter === null ? item('back', 'Recommencer', 'main') : contests, leave],
      };
  }
}
