/**
 * QR codes as vector rectangles, so that they stay sharp on any printer, with the quiet zone of four modules that
 * readers need. Holds only what it is given: for a voter, the identifier and nothing else.
 */
import { qrMatrix, quietZone } from '../../core/bytes/qr-matrix.ts';
import type { Block } from './blocks.ts';
import { ink, white } from './pen.ts';

/** A symbol with its quiet zone: as wide as it is high. */
export interface QrBlock extends Block {
  readonly width: number;
}

/** The symbol `side` points wide, without its quiet zone, which is added around it. */
export function qrBlock(content: string, side: number): QrBlock {
  const matrix = qrMatrix(content);
  const modulePoints = side / matrix.length;
  const whole = side + 2 * quietZone * modulePoints;
  return {
    height: whole,
    width: whole,
    gap: 6,
    draw: (pen, x, top) => {
      pen.rectangle({ x, top, width: whole, height: whole }, { fill: white });
      for (const { row, column, length } of darkStrips(matrix)) {
        pen.rectangle(
          {
            x: x + (quietZone + column) * modulePoints,
            top: top + (quietZone + row) * modulePoints,
            width: length * modulePoints,
            height: modulePoints,
          },
          { fill: ink },
        );
      }
    },
  };
}

/** Runs of dark modules along each row: fewer rectangles, and no hairline between neighbours. */
function darkStrips(
  matrix: readonly (readonly boolean[])[],
): { row: number; column: number; length: number }[] {
  return matrix.flatMap((modules, row) => {
    const strips: { row: number; column: number; length: number }[] = [];
    modules.forEach((dark, column) => {
      const last = strips.at(-1);
      if (!dark) return;
      if (last && last.column + last.length === column) last.length += 1;
      else strips.push({ row, column, length: 1 });
    });
    return strips;
  });
}
