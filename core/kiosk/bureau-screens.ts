/**
 * The two screens of a kiosk that are a bureau's: the code that a member types on a device of its own, and the dashboard
 * that was opened so (decision 029). Neither asks anything of anyone: no password is ever typed at a kiosk. Not the
 * voter's, they are in French whatever language the kiosk offers, as every page of a bureau is.
 */
import { typeset } from '../french/text.ts';
import type { Passage } from './passage.ts';
import { item, type Screen } from './screen.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

export function bureauScreen({ site, bureauCode }: Passage): Drawn {
  const lines =
    bureauCode === null
      ? ['Le code arrive. S’il ne vient pas, la borne ne joint pas l’appareil de vote.']
      : [
          'Un membre du bureau de vote ouvre sa page « Postes », sur son propre appareil, et y tape ce code avant deux minutes. Il choisit ce que la borne devient : poste de séance ou tableau de bord.',
          'Aucun mot de passe ne se tape ici.',
        ];
  return {
    context: site?.organisation ?? null,
    title: 'Ouvrir cette borne au bureau de vote',
    lines,
    code: bureauCode,
    actions: [item('back', 'Revenir à l’accueil', 'main')],
  };
}

export function boardScreen({ site, board, reachable }: Passage): Drawn {
  const rows = board?.rows ?? [];
  return {
    context: [site?.organisation ?? '', board?.bureau ?? ''].filter((part) => part !== '').join(' — '),
    title: 'Suivi du vote',
    lines: [
      ...(reachable ? [] : ['L’appareil de vote ne répond pas : ces chiffres ne sont plus à jour.']),
      ...(board?.lines ?? []),
    ],
    list: rows.map(({ title, details, state }, place) =>
      item(`board:${place}`, typeset(title), 'row', { details, state }),
    ),
    actions: [item('leave-bureau', 'Rendre la borne aux électeurs', 'main')],
  };
}
