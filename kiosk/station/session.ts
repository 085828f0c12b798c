/**
 * The station from its start to its end: it asks to be known if it is not, waits until a bureau entrusts it, offers what
 * there is to do, and comes back here after each ceremony, whatever ended it. Withdrawn, it forgets who it was.
 */
import { timeLeft } from '../../core/french/text.ts';
import { frenchTime } from '../../core/french/dates.ts';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { enrol } from '../terminal/enrol.ts';
import { forgetIdentity, readIdentity, writeIdentity, type Identity } from '../terminal/identity.ts';
import type { RoomBlock, Scene } from './desk.ts';
import { entrustedAt, linksOf, lookAt, type Entrusted, type Links } from './entrusted.ts';
import { enrolRefusalText } from './refusal-text-fr.ts';
import { GivenBack, Left, type Talk } from './talk.ts';

export interface Station extends Omit<Talk, 'port' | 'get'> {
  /** The state folder. */
  readonly folder: string;
  readonly appliance: URL;
  /** As the command gives it; asked for when null and not yet known. */
  readonly label: string | null;
  readonly software: { readonly version: string; readonly measurement: string };
  /** Tokens are virtual: in a real election the station refuses to work. */
  readonly isVirtual: boolean;
  /** On a kiosk: it is over once no bureau has it any more, and the kiosk says what is withdrawn. */
  readonly isOfKiosk: boolean;
  /** The appliance is this very machine: in a real election the station refuses to work. */
  readonly isOnAppliance: () => Promise<boolean>;
  /** Told each time the appliance answers. */
  readonly onState: (state: TerminalStateAnswer) => void;
  readonly signal: AbortSignal;
  /** What there is to do for the bureau that entrusts it. */
  readonly work: (talk: Talk, state: TerminalStateAnswer, entrusted: Promise<unknown>) => Promise<void>;
}

const askEveryMs = 2_000;
const lookEveryMs = 3_000;

/** Until the signal. */
export async function runStation(station: Station): Promise<void> {
  while (!station.signal.aborted) {
    const identity = readIdentity(station.folder) ?? (await becomeKnown(station));
    if (identity === null) continue;
    const links = linksOf(station.appliance, identity);
    try {
      await serve(station, links);
    } finally {
      links.close();
    }
    if (station.isOfKiosk) return;
  }
}

/** Null when it did not come to that; the person in front has been told why. */
async function becomeKnown(station: Station): Promise<Identity | null> {
  const { desk, folder, appliance, signal } = station;
  const label = station.label ?? (await askLabel(station));
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const asked = enrol({
    appliance,
    kind: 'station',
    label,
    everyMs: askEveryMs,
    onCode: (code) =>
      void desk.askUntil(comparing(code, label), done).then((answer) => answer && stop.abort()),
    signal: stopped,
  });
  const done = asked.then(() => undefined);
  const known = await asked;
  if (known.ok) {
    writeIdentity(folder, known.value);
    return known.value;
  }
  const { code } = known.error;
  if (signal.aborted || code === 'enrolment/stopped') return null;
  // What passes by itself is tried again by itself.
  const passing = code === 'appliance/no-answer' || code === 'service/unavailable';
  const scene: Scene = {
    title: 'Ce poste n’est pas accepté',
    room: [],
    problem: enrolRefusalText(known.error),
    choices: [{ id: 'again', label: 'Refaire la demande' }],
  };
  await desk.askUntil(scene, passing ? pause(lookEveryMs, signal) : new Promise(() => undefined));
  return null;
}

async function askLabel({ desk }: Station): Promise<string> {
  const { values } = await desk.ask({
    title: 'Nouveau poste de séance',
    room: [{ kind: 'text', text: 'Ce poste va demander à l’appareil de vote d’être reconnu.' }],
    fields: [
      {
        name: 'label',
        label: 'Nom de ce poste',
        hint: 'Par exemple « Portable du bureau ». Des lettres et des chiffres, quarante au plus.',
        type: 'text',
      },
    ],
    choices: [{ id: 'ask', label: 'Faire la demande' }],
  });
  return (values['label'] ?? '').trim();
}

function comparing(code: string, label: string): Scene {
  return {
    title: 'Comparez ce code',
    room: [
      {
        kind: 'text',
        text: `L’informaticien ouvre la page « Terminaux » : la demande « ${label} » y montre le même code, groupe par groupe.`,
        look: 'lead',
      },
      { kind: 'code', code },
      {
        kind: 'notice',
        text: 'Si un seul caractère diffère, il refuse : quelqu’un s’est glissé entre ce poste et l’appareil de vote.',
        look: 'warn',
      },
    ],
    choices: [{ id: 'stop', label: 'Abandonner cette demande', quiet: true }],
  };
}

/** Until it is withdrawn, or the signal. */
async function serve(station: Station, links: Links): Promise<void> {
  const { desk, signal, software } = station;
  let last = '';
  const showOnce = (scene: Scene) => {
    const text = JSON.stringify(scene);
    if (text !== last) desk.show(scene);
    last = text;
  };
  while (!signal.aborted) {
    const state = await lookAt(links.own, software);
    if (state === null) {
      if (!station.isOfKiosk) await withdrawn(station);
      return;
    }
    const refused = state === 'lost' ? null : await refusedBy(station, state);
    const isLeft = state === 'lost' || refused !== null;
    const entrusted = isLeft ? null : await entrustedAt(links, state, software);
    if (state !== 'lost') station.onState(entrusted?.state ?? state);
    if (entrusted !== null) {
      last = '';
      const isDone = await worked(station, entrusted, entrustedUntilChanged(station, entrusted));
      if (isDone) return;
      continue;
    }
    if (station.isOfKiosk && !isLeft) return;
    showOnce(state === 'lost' ? lost : (refused ?? waiting(state, station.now())));
    await pause(lookEveryMs, signal);
  }
}

/** One turn at what there is to do; a ceremony that was left comes back to the home. True once given back. */
async function worked(
  station: Station,
  { link, state }: Entrusted,
  change: { readonly happens: Promise<void>; readonly forget: () => void },
): Promise<boolean> {
  try {
    await station.work({ ...station, port: link.port, get: link.get }, state, change.happens);
  } catch (error) {
    if (error instanceof GivenBack) return true;
    if (!(error instanceof Left)) throw error;
  } finally {
    change.forget();
  }
  return false;
}

/** Resolves when the station is entrusted otherwise, or no longer known. Reports meanwhile that it is alive. */
function entrustedUntilChanged({ software, signal, onState }: Station, { link, state }: Entrusted) {
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  const happens = (async () => {
    for (;;) {
      await pause(lookEveryMs, over);
      if (over.aborted) return;
      const now = await lookAt(link, software);
      // A trial that is wiped answers no more; an appliance that does not is waited for.
      if (now === 'lost' && state.isTrial) return;
      if (now === null || (now !== 'lost' && now.entrusted?.bureau !== state.entrusted?.bureau)) return;
      if (now !== 'lost') onState(now);
    }
  })();
  return { happens, forget: () => stop.abort() };
}

async function withdrawn({ desk, folder }: Station): Promise<void> {
  await desk.ask({
    title: 'Ce poste a été retiré',
    room: [
      {
        kind: 'text',
        text: 'L’appareil de vote ne le reconnaît plus. S’il doit resservir, il faut qu’il soit accepté de nouveau.',
      },
    ],
    choices: [{ id: 'again', label: 'Faire une nouvelle demande' }],
  });
  forgetIdentity(folder);
}

const lost: Scene = {
  title: 'L’appareil de vote ne répond pas',
  room: [
    {
      kind: 'text',
      text: 'Le poste essaie de nouveau, tout seul. Vérifiez le réseau, et qu’il tourne.',
    },
  ],
};

/** What a station does not do for a real election, whoever entrusts it; null when nothing is against it. */
async function refusedBy(station: Station, { mode }: TerminalStateAnswer): Promise<Scene | null> {
  if (mode !== 'real') return null;
  if (station.isVirtual) return virtualRefused;
  return (await station.isOnAppliance()) ? sameMachineRefused : null;
}

const sameMachineRefused: Scene = {
  title: 'Ce poste est l’appareil de vote',
  room: [
    {
      kind: 'notice',
      text: 'Cette élection est réelle : les clés ne se créent ni ne s’ouvrent sur l’appareil de vote lui-même. Ce poste ne fera rien. Arrêtez-le, et démarrez-le sur le portable du bureau.',
      look: 'bad',
    },
  ],
};

const virtualRefused: Scene = {
  title: 'Clés virtuelles refusées',
  room: [
    {
      kind: 'notice',
      text: 'Cette élection est réelle : ce poste a été démarré avec des clés virtuelles, qui ne protègent rien. Il ne fera rien. Arrêtez-le, et démarrez-le sans elles.',
      look: 'bad',
    },
  ],
};

function waiting(state: TerminalStateAnswer, nowMs: number): Scene {
  return {
    title: 'Ce poste attend un bureau de vote',
    room: [
      {
        kind: 'text',
        text: `Un membre du bureau ouvre la page « Postes » de son espace et confie « ${state.label} » (${state.place}) à son bureau.`,
        look: 'lead',
      },
      ...clockBlocks(state, nowMs),
    ],
  };
}

/** In a real election the two clocks are compared; elsewhere the appliance's may have been moved on purpose. */
export function clockBlocks({ mode, nowMs: theirs }: TerminalStateAnswer, nowMs: number): RoomBlock[] {
  const apart = Math.abs(theirs - nowMs);
  if (mode !== 'real' || apart < 30_000) return [];
  return [
    {
      kind: 'notice',
      text: `L’horloge de ce poste (${frenchTime(nowMs)}) et celle de l’appareil de vote (${frenchTime(theirs)}) ont ${timeLeft(apart)} d’écart. Regardez l’heure ailleurs, et corrigez celle qui est fausse.`,
      look: 'warn',
    },
  ];
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
