/**
 * The kiosk and its appliance, from the start to the end: it asks to be known if it is not, showing the code to compare;
 * then it gives its page the voter's calls, and reports at intervals that it is alive. Withdrawn, it serves nobody and
 * forgets who it was: whoever starts it again asks anew.
 */
import type { Screen } from '../../core/kiosk/screen.ts';
import { typeset } from '../../core/french/text.ts';
import type { KioskHardware, KioskSound, TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { enrol, refusalCode, type EnrolRefusal } from '../terminal/enrol.ts';
import {
  forgetIdentity,
  readIdentity,
  TerminalFolderError,
  writeIdentity,
  type Identity,
} from '../terminal/identity.ts';
import { openLink, type Link } from '../terminal/link.ts';
import { openBureauCalls, type BureauCalls } from './bureau-calls.ts';
import { openVoterCalls, type VoterCalls } from './voter-calls.ts';

export interface KioskSession {
  /** The state folder. */
  readonly folder: string;
  readonly appliance: URL;
  /** SHA-256 of the only authority that it may have, hexadecimal; null when the code compared says it alone. */
  readonly authority: string | null;
  /** How IT calls this kiosk. */
  readonly label: string;
  readonly software: { readonly version: string; readonly measurement: string };
  readonly sound: () => KioskSound;
  readonly hardware: () => KioskHardware;
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
  /** What the page shows instead of the welcome; null when voters are served. */
  readonly onNotice: (notice: Screen | null) => void;
  /** Null while nobody can be served. */
  readonly onCalls: (calls: Calls | null) => void;
  /** Whether a bureau has this terminal now, or is about to: else what it was entrusted with is given back. */
  readonly isForBureau: () => boolean;
}

/** What an accepted kiosk may ask. */
export interface Calls {
  readonly voter: VoterCalls;
  readonly bureau: BureauCalls;
}

const askEveryMs = 2_000;
const tryAgainMs = 5_000;
/** Between two signs of life to the appliance. */
export const usualHeartbeatMs = 30_000;
/** A voter waits; a count does not run through here. */
export const answerTimeoutMs = 10_000;

/** Until the signal. */
export async function runSession(session: KioskSession): Promise<void> {
  const { folder, signal } = session;
  let isWithdrawn = false;
  while (!signal.aborted && !isWithdrawn) {
    const identity = readIdentity(folder) ?? (await becomeKnown(session));
    if (identity === null) continue;
    if (identity.kind !== 'kiosk') {
      throw new TerminalFolderError(`Le dossier ${folder} est celui d’un poste de séance, pas d’une borne.`);
    }
    isWithdrawn = await serve(session, identity);
  }
  if (!isWithdrawn) return;
  forgetIdentity(folder);
  session.onNotice(withdrawn);
  await pause(Number.POSITIVE_INFINITY, signal);
}

async function becomeKnown({
  folder,
  appliance,
  authority,
  label,
  signal,
  onNotice,
}: KioskSession): Promise<Identity | null> {
  const asked = await enrol({
    appliance,
    authority,
    kind: 'kiosk',
    label,
    everyMs: askEveryMs,
    onCode: (code) => onNotice(comparing(code, label)),
    signal,
  });
  if (asked.ok) {
    writeIdentity(folder, asked.value);
    return asked.value;
  }
  if (asked.error.code === 'enrolment/stopped') return null;
  onNotice(notAccepted(asked.error));
  await pause(tryAgainMs, signal);
  return null;
}

/** True once withdrawn, false at the signal. */
async function serve(session: KioskSession, { authority, certificate, key }: Identity): Promise<boolean> {
  const { appliance, software, sound, hardware, signal, heartbeatMs, onNotice, onCalls, isForBureau } =
    session;
  const link: Link = openLink(appliance, { authority, own: { certificate, key } }, answerTimeoutMs);
  const report = () =>
    link.port('/terminal/state', { ...software, sound: sound(), hardware: hardware() }).catch(() => null);
  const bureau = openBureauCalls(link.port, report);
  try {
    onCalls({ voter: openVoterCalls(link), bureau });
    onNotice(null);
    while (!signal.aborted) {
      const answer = await report();
      if (refusalCode(answer?.body) === 'terminal/unknown') return true;
      const { entrusted = null } = (answer?.body ?? {}) as Partial<TerminalStateAnswer>;
      // Opened for a screen that was left, or before this kiosk was started: nobody is there for it.
      if (entrusted !== null && !isForBureau()) await bureau.giveBack();
      await pause(heartbeatMs, signal);
    }
    return false;
  } finally {
    onCalls(null);
    link.close();
  }
}

// ── What the screen says meanwhile ───────────────────────────────────────────────────────────────────────

function notice(title: string, lines: readonly string[], code: string | null = null): Screen {
  return {
    language: 'fr',
    context: null,
    title: typeset(title),
    problem: null,
    lines: lines.map(typeset),
    entry: null,
    code,
    list: [],
    actions: [],
  };
}

/** While a person compares. */
export function comparing(code: string, label: string): Screen {
  return notice(
    'Comparez ce code',
    [
      `L’informaticien ouvre la page « Terminaux » : la demande « ${label} » y montre le même code, groupe par groupe.`,
      'Si un seul caractère diffère, il refuse : quelqu’un s’est glissé entre cette borne et l’appareil de vote.',
    ],
    code,
  );
}

type Unaccepted = Exclude<EnrolRefusal, { readonly code: 'enrolment/stopped' }>;

/** Each with what to do, and never the cable for what the cable has no part in. */
const reasons: Readonly<Record<Unaccepted['code'], string>> = {
  'appliance/no-answer':
    'L’appareil de vote ne répond pas : vérifiez le câble, puis l’adresse donnée à cette borne.',
  'request/malformed':
    'L’appareil de vote n’a pas compris la demande de cette borne : son logiciel est sans doute d’une autre version. Prévenez l’informaticien.',
  'request/too-many':
    'Trop de demandes sont arrivées à l’appareil de vote en peu de temps : attendez une minute.',
  'service/unavailable':
    'L’appareil de vote ne peut pas répondre pour le moment. Si cela dure, prévenez l’informaticien.',
  'terminal/unknown': 'L’appareil de vote n’a pas reconnu cette borne : prévenez l’informaticien.',
  'terminal/other-kind': 'L’appareil de vote attend un autre type de terminal : prévenez l’informaticien.',
  'enrolment/refused': 'La demande de cette borne a été refusée.',
  'enrolment/full':
    'Trop de demandes attendent une décision à la page « Terminaux » : l’informaticien doit y répondre d’abord.',
  'enrolment/bad-certificate':
    'L’appareil de vote a donné un certificat qui n’est pas pour cette borne : prévenez l’informaticien.',
  'appliance/other-authority':
    'Ce qui répond à cette adresse n’a pas l’autorité qui a été donnée à cette borne : prévenez l’informaticien.',
  'appliance/not-one':
    'Ce qui répond à cette adresse n’est pas le port des terminaux d’un appareil de vote : vérifiez l’adresse donnée à cette borne.',
};

export function notAccepted({ code }: Unaccepted): Screen {
  return notice('Cette borne n’est pas encore en service', [
    reasons[code],
    'Elle essaie de nouveau, toute seule.',
  ]);
}

const withdrawn = notice('Cette borne a été retirée', [
  'Elle ne sert plus au vote. Votez depuis un autre appareil.',
  'Si elle doit resservir, l’informaticien la redémarre : elle fera une nouvelle demande.',
]);

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = Number.isFinite(ms) ? setTimeout(() => end(), ms) : null;
    const end = () => {
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
  });
}
