/** What a voter may set at a kiosk, and how it is set when nobody has: the next voter finds it so again. */
import type { Language } from '../language.ts';
import type { Rate, VolumeDb } from './sound.ts';

export interface Settings {
  readonly language: Language;
  readonly sound: boolean;
  readonly volumeDb: VolumeDb;
  readonly rate: Rate;
  readonly textSize: TextSize;
  readonly contrast: Contrast;
  /** Helped by a person of the voter's choice (Domitia article 19). */
  readonly company: 'alone' | 'helped';
}

export const textSizes = ['small', 'medium', 'large', 'largest'] as const;
export type TextSize = (typeof textSizes)[number];
export const contrasts = ['paper', 'light', 'dark'] as const;
export type Contrast = (typeof contrasts)[number];

export const usualSettings: Settings = {
  language: 'fr',
  sound: false,
  volumeDb: -12,
  rate: 1,
  textSize: 'medium',
  contrast: 'paper',
  company: 'alone',
};
