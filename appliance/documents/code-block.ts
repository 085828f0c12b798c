/**
 * Codes for people to read, compare and type: groups of four characters, with figures of one width and the
 * slashed zero of the typeface. Long fingerprints are cut into lines of whole groups, never inside one.
 */
import type { Color } from 'pdf-lib';
import { stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { ink } from './pen.ts';
import { capHeight } from './typeface.ts';
import type { ShapedText, TextStyle, Weight } from './typeface.ts';

/**
 * `K7QX2M9T…` as [`K7QX`, `2M9T`, …]; spaces and hyphens already there are dropped. A code of six characters or fewer
 * stays in one piece.
 */
export function groupsOfFour(code: string): readonly string[] {
  const bare = code.replaceAll(/[\s-]/g, '');
  return bare.length <= 6 ? [bare] : (bare.match(/.{1,4}/gu) ?? []);
}

export interface CodeStyle {
  /** Points. */
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: Color;
  /** At most this many groups on a line; fewer where the width commands it. */
  readonly groupsPerLine?: number;
}

/** A code to read and type, in groups of four, on as many lines as it needs; groups stand under groups. */
export function codeBlock(on: Measure, code: string, style: CodeStyle): Block {
  const letters: TextStyle = { weight: style.weight ?? 'regular', size: style.size, tabular: true };
  const shaped = groupsOfFour(code).map((group) =>
    on.typeface.shapeSpread(group, letters, { air: style.size * 0.05 }),
  );
  return inLines(on, shaped, style);
}

/**
 * A fingerprint to compare: each character in a cell of one width, so that two printed ones agree at a glance. The 64
 * characters of a SHA-256 take one line of the sheet at 9 points.
 */
export function fingerprintBlock(on: Measure, value: string, size = 9): Block {
  const letters: TextStyle = { weight: 'regular', size, tabular: true };
  const cell = on.typeface.width('0', letters) + size * 0.04;
  const shaped = groupsOfFour(value).map((group) => on.typeface.shapeSpread(group, letters, { cell }));
  return inLines(on, shaped, { size });
}

function inLines(on: Measure, groups: readonly ShapedText[], style: CodeStyle): Block {
  const between = style.size * 0.55;
  const step = Math.max(0, ...groups.map(({ width }) => width)) + between;
  const natural = groups.reduce((sum, { width }) => sum + width + between, -between);
  const fitting = natural <= on.width ? groups.length : Math.max(1, Math.floor((on.width + between) / step));
  const lineCount = Math.max(1, Math.ceil(groups.length / Math.min(fitting, style.groupsPerLine ?? fitting)));
  const perLine = Math.ceil(groups.length / lineCount);
  const lines = Array.from({ length: lineCount }, (_line, index) =>
    groups.slice(index * perLine, (index + 1) * perLine),
  );
  const lineHeight = style.size * 1.38;
  return stack(
    lines.map((line) => ({
      height: lineHeight,
      gap: 0,
      draw: (pen, x, top) => {
        let left = x;
        for (const group of line) {
          pen.text(group, {
            x: left,
            baseline: top + (lineHeight + style.size * capHeight) / 2,
            size: style.size,
            color: style.color ?? ink,
          });
          left += lineCount === 1 ? group.width + between : step;
        }
      },
    })),
  );
}
