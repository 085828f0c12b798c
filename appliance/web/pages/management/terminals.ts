/**
 * The terminals, for IT: those that ask to be known, each with the code to compare with the one on its screen; those in
 * service, with where they stand, when they were last seen and what they run; and what a new kiosk must be told. Nobody who voted there is ever shown.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import type { KioskHardware, KioskSound, TerminalKind } from '../../../../core/terminal/enrolment.ts';
import type { Terminal } from '../../../storage/election/terminals.ts';
import type { Context } from '../../../use-cases/context.ts';
import { kioskSettings } from '../../../use-cases/kiosk-settings.ts';
import { hardwareOf } from '../../../use-cases/kiosk-states.ts';
import { rolePage } from '../role/frame.ts';
import { seenWords } from '../role/seen.ts';

export interface TerminalsView {
  readonly pending: readonly {
    readonly id: string;
    readonly kind: string;
    readonly label: string;
    readonly code: string;
    readonly asked: string;
    /** What was typed, after a refusal. */
    readonly place: string;
    readonly problem: string | null;
  }[];
  readonly accepted: readonly {
    readonly id: string;
    readonly label: string;
    readonly facts: readonly { readonly label: string; readonly value: string; readonly hash: boolean }[];
  }[];
  /** What a kiosk is told, beside its name. */
  readonly kiosk: {
    readonly appliance: string;
    readonly authority: string;
    /** What was typed, after a refusal. */
    readonly label: string;
    readonly problem: string | null;
  };
  readonly problem: string | null;
}

export interface TypedName {
  readonly label: string;
  readonly problem: string;
}

export interface TypedPlace {
  readonly terminal: string;
  readonly place: string;
  readonly problem: string;
}

export const terminalKindNames: Readonly<Record<TerminalKind, string>> = {
  station: 'Poste de séance',
  kiosk: 'Borne de vote',
};

export const renderTerminals = rolePage<TerminalsView>(import.meta.url, 'terminals.ejs', 'Terminaux');

/** `typed`, `named`: the form that was refused, shown again with why. */
export function terminalsView(
  context: Pick<Context, 'election' | 'data' | 'terminals'>,
  typed: TypedPlace | null,
  named: TypedName | null,
): TerminalsView {
  const all = context.election.terminals();
  const pending = all
    .filter(({ state }) => state === 'pending')
    .map(({ id, kind, label, code, askedMs, address }) => ({
      id,
      kind: terminalKindNames[kind],
      label,
      code,
      asked: `${frenchDateTime(askedMs)}, depuis l’adresse ${address}`,
      place: typed?.terminal === id ? typed.place : '',
      problem: typed?.terminal === id ? typed.problem : null,
    }));
  return {
    pending,
    accepted: all
      .filter(({ state }) => state === 'accepted')
      .map((terminal) => ({
        id: terminal.id,
        label: terminal.label,
        facts: factsOf(terminal, context.data.now()),
      })),
    kiosk: { ...kioskSettings(context, named?.label ?? ''), problem: named?.problem ?? null },
    problem: typed !== null && pending.every(({ id }) => id !== typed.terminal) ? typed.problem : null,
  };
}

const soundText: Readonly<Record<KioskSound, string>> = {
  available: 'dans un casque',
  unavailable: 'indisponible',
};

function factsOf({ kind, place, seenMs, version, measurement, sound, hardware }: Terminal, nowMs: number) {
  const fact = (label: string, value: string, hash = false) => ({ label, value, hash });
  return [
    fact('Type', terminalKindNames[kind]),
    fact('Lieu', place),
    fact('Vu', seenWords(seenMs, nowMs)),
    ...(version === null ? [] : [fact('Version', version)]),
    ...(sound === null ? [] : [fact('Son', soundText[sound])]),
    ...hardwareWords(hardwareOf(hardware)).map(([label, value]) => fact(label, value)),
    ...(measurement === null ? [] : [fact('Empreinte du logiciel', measurement, true)]),
  ];
}

/** Decision 026: whoever votes must see that nothing films. */
const cameraWords = 'cette machine en a une : débranchez-la ou masquez-la. La borne ne s’en sert jamais.';

function hardwareWords(hardware: KioskHardware | null): readonly (readonly [string, string])[] {
  if (hardware === null) return [];
  const { screen, keyboards, cameras, tokens, power } = hardware;
  const density = `${screen.pixelsPerMm.toFixed(1).replace('.', ',')} points par millimètre`;
  const size = screen.widthPx === null ? '' : `${screen.widthPx} × ${screen.heightPx ?? 0}, `;
  const readers = [
    keyboards === 0
      ? 'aucun clavier ni lecteur'
      : plural(keyboards, 'clavier ou lecteur', 'claviers ou lecteurs'),
    ...(tokens === 0 ? [] : [plural(tokens, 'clé de sécurité', 'clés de sécurité')]),
  ];
  const charge = power.batteryPercent === null ? '' : `, batterie à ${power.batteryPercent} %`;
  return [
    ['Écran', `${size}${density}`],
    ['Lecteurs', readers.join(', ')],
    ...(cameras === 0 ? [] : [['Caméra', cameraWords] as const]),
    ['Courant', `${power.isOnMains ? 'secteur' : 'batterie seule'}${charge}`],
  ];
}
