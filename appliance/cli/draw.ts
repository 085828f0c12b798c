/**
 * `isoloir draw --seed TEXT NAME…`: does a drawing by lot again; with `--volunteers`, makes one among volunteers
 * (draw-volunteers.ts). Prints each name after its hash, in the order drawn. Exit 0 drawn, 2 usage.
 */
import { draw as drawNames, type DrawRefusal } from '../../core/ceremony/draw.ts';
import { drawVolunteers } from './draw-volunteers.ts';
import type { Io } from './io.ts';

const usage = 'Usage : isoloir draw --seed TEXTE NOM NOM… [--json]\n';

export function draw(args: readonly string[], io: Io): Promise<number> {
  if (args.includes('--volunteers')) return drawVolunteers(args, io, Date.now());
  const rest = args.filter((argument) => argument !== '--json');
  const at = rest.indexOf('--seed');
  const seed = at === -1 ? '' : (rest[at + 1] ?? '');
  const names = rest.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
  const drawn = names.some((name) => name.startsWith('--')) ? null : drawNames(seed, names);
  if (drawn === null || !drawn.ok) {
    io.stderr(drawn === null ? usage : `${problem(drawn.error)}\n${usage}`);
    return Promise.resolve(2);
  }
  const lines = drawn.value.map(({ name, hash }) => `${hash}  ${name}\n`).join('');
  io.stdout(args.includes('--json') ? `${JSON.stringify({ seed, drawn: drawn.value }, null, 2)}\n` : lines);
  return Promise.resolve(0);
}

function problem(refusal: DrawRefusal): string {
  switch (refusal.code) {
    case 'draw/no-seed':
      return 'Il manque le texte public (--seed).';
    case 'draw/too-few':
      return 'Il faut au moins deux noms.';
    case 'draw/twice':
      return `« ${refusal.name} » est donné deux fois.`;
  }
}
