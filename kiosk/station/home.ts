/** What an entrusted station offers, from what the appliance says that the bureau may do now. */
import { frenchTime } from '../../core/french/dates.ts';
import { readCount } from '../../core/station/count.ts';
import { readKeys } from '../../core/station/generate-keys.ts';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { countCeremony } from './count-ceremony.ts';
import type { Choice } from './desk.ts';
import { keyCeremony } from './key-ceremony.ts';
import { sealSeen } from './seal-verdict.ts';
import { clockBlocks } from './session.ts';
import { GivenBack, type Talk } from './talk.ts';
import { refusalText } from './words.ts';

/** One choice at most; who calls comes back until the station is entrusted no more. A kiosk is given back from here. */
export async function workForBureau(
  talk: Talk,
  state: TerminalStateAnswer,
  entrusted: Promise<unknown>,
  isOfKiosk = false,
): Promise<void> {
  const clock = clockBlocks(state, talk.now());
  const offer = await offered(talk);
  const { name, untilMs } = state.entrusted ?? { name: '', untilMs: 0 };
  // The home itself is not left for the home.
  const answer = await talk.desk.askUntil(
    {
      title: name,
      room: [
        { kind: 'text', text: offer.text, look: 'lead' },
        {
          kind: 'text',
          text: `« ${state.label} » (${state.place}) est confié à ce bureau jusqu’à ${frenchTime(untilMs)}, heure de l’appareil de vote.`,
        },
        ...clock,
      ],
      choices: [
        ...offer.choices,
        { id: 'look', label: 'Actualiser', quiet: offer.choices.length > 0 },
        ...(isOfKiosk ? [giveBack] : []),
      ],
      problem: offer.problem,
    },
    entrusted,
  );
  if (answer?.choice === giveBack.id) throw new GivenBack();
  if (answer?.choice === 'keys') await keyCeremony(talk);
  else if (answer?.choice === 'count') await countCeremony(talk, clock);
  else if (answer?.choice === 'seal') await sealSeen(talk);
}

const seal: Choice = { id: 'seal', label: 'Vérifier le scellement', quiet: true };

const giveBack: Choice = { id: 'give-back', label: 'Rendre la borne aux électeurs', quiet: true };

interface Offer {
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly problem: string | null;
}

async function offered({ port }: Talk): Promise<Offer> {
  const keys = await readKeys(port);
  if (keys.ok) {
    const { proved, complete } = keys.value;
    const label = proved
      ? 'Voir les empreintes des clés'
      : complete
        ? 'Vérifier chaque clé'
        : 'Créer les clés';
    const text = proved ? 'Les clés de ce bureau sont faites.' : 'Les clés de ce bureau sont à faire.';
    return { text, choices: [{ id: 'keys', label, quiet: proved }], problem: null };
  }
  if (keys.error.code !== 'round/not-now') return { text: '', choices: [], problem: refusalText(keys.error) };
  const count = await readCount(port);
  if (count.ok) {
    return count.value.opened
      ? { text: 'Les urnes de ce bureau sont ouvertes.', choices: [seal], problem: null }
      : { text: 'Les urnes sont closes.', choices: [{ id: 'count', label: 'Dépouiller' }], problem: null };
  }
  const isEarly = count.error.code === 'round/not-now';
  return {
    text: isEarly ? 'Il n’y a rien à faire ici avant le scellé de clôture.' : 'Les urnes sont closes.',
    choices: [seal],
    problem: isEarly ? null : refusalText(count.error),
  };
}

/** What every page says of a demonstration, a rehearsal or a trial. */
export function modeNote(state: Pick<TerminalStateAnswer, 'mode' | 'isTrial'> | null): string | null {
  if (state === null || state.mode === 'real') return null;
  const other = state.mode === 'demonstration' ? 'Démonstration' : 'Répétition';
  const name = state.isTrial ? 'Scrutin à blanc' : other;
  return `${name} : les votes ne comptent pas.`;
}
