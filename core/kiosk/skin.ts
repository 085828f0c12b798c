/**
 * The measures and colours of a kiosk's screen, as style properties, from its real density: capital heights, targets and
 * gaps of VVSG 2.0 (reference on kiosks, §5.1). Millimetres are of the glass.
 */
import type { Contrast, Settings, TextSize } from './settings.ts';

/** Height of capitals, in the middle of each range: 3.5–4.2, 4.8–5.6, 6.4–7.1 and 8.5–9.0 mm. */
export const capitalMm: Readonly<Record<TextSize, number>> = {
  small: 3.9,
  medium: 5.2,
  large: 6.8,
  largest: 8.8,
};

/** Of Atkinson Hyperlegible Next: height of its capitals over the size of the type. */
export const capitalRatio = 0.668;
/** At least 12.7 and 2.54. */
export const targetMm = 13.5;
export const gapMm = 3;

/** Where nothing is known of the screen: 96 pixels an inch. */
export const usualPixelsPerMm = 96 / 25.4;

export interface Colours {
  readonly ink: string;
  readonly paper: string;
  readonly sheet: string;
  readonly edge: string;
  /** Of what acts, and the text on it. */
  readonly accent: string;
  readonly onAccent: string;
  readonly bad: string;
  readonly focus: string;
  readonly onFocus: string;
}

/** Text at least 10:1 on its ground, 20:1 in the two high contrasts; edges and focus at least 3:1. */
export const colours: Readonly<Record<Contrast, Colours>> = {
  paper: {
    ink: '#14202b',
    paper: '#f7f5f0',
    sheet: '#ffffff',
    edge: '#56626d',
    accent: '#0b3c49',
    onAccent: '#ffffff',
    bad: '#6e101b',
    focus: '#ffbf47',
    onFocus: '#14202b',
  },
  light: {
    ink: '#000000',
    paper: '#ffffff',
    sheet: '#ffffff',
    edge: '#000000',
    accent: '#000000',
    onAccent: '#ffffff',
    bad: '#000000',
    focus: '#000000',
    onFocus: '#ffffff',
  },
  dark: {
    ink: '#ffffff',
    paper: '#000000',
    sheet: '#000000',
    edge: '#ffffff',
    accent: '#ffffff',
    onAccent: '#000000',
    bad: '#ffffff',
    focus: '#ffffff',
    onFocus: '#000000',
  },
};

/** Style properties, by name, in CSS pixels. */
export function skinOf(
  pixelsPerMm: number,
  { textSize, contrast }: Pick<Settings, 'textSize' | 'contrast'>,
): Readonly<Record<string, string>> {
  const px = (mm: number) => `${(mm * pixelsPerMm).toFixed(2)}px`;
  const type = capitalMm[textSize] / capitalRatio;
  const tones = colours[contrast];
  return {
    '--type': px(type),
    '--target': px(targetMm),
    '--gap': px(gapMm),
    '--mm': px(1),
    '--ink': tones.ink,
    '--paper': tones.paper,
    '--sheet': tones.sheet,
    '--edge': tones.edge,
    '--accent': tones.accent,
    '--on-accent': tones.onAccent,
    '--bad': tones.bad,
    '--focus': tones.focus,
    '--on-focus': tones.onFocus,
  };
}
