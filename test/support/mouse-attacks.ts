/** What a mouse may open in a browser: menus, selections, what is dragged out, what is zoomed, what hides at the edges. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hands, Place } from './machine-hands.ts';

/** By what they try, on the welcome. */
export function mouseAttacks(hands: Hands): Readonly<Record<string, () => Promise<void>>> {
  const title: Place = [0.5, 0.33];
  const edges: Readonly<Record<'left' | 'right' | 'top', Place>> = {
    ...{ left: [0, 0.5], right: [0.999, 0.5], top: [0.5, 0] },
  };
  return {
    menu: () => hands.click(title, 'right'),
    'middle-and-sides': async () => {
      for (const button of ['middle', 'side', 'extra'] as const) await hands.click(title, button, 2);
    },
    selection: async () => {
      await hands.click(title, 'left', 3);
      await hands.drag([0.2, 0.3], [0.8, 0.7]);
      await hands.press(['ctrl+c', 'ctrl+v']);
    },
    'drag-and-drop': async () => {
      await hands.drag(title, [0.3, 0.95]);
      await hands.drag([0.4, 0.67], edges.top);
      await hands.drag([0.4, 0.67], edges.left, 'middle');
    },
    edges: async () => {
      for (const edge of Object.values(edges)) {
        await hands.move(edge);
        await pause(1_000);
        await hands.drag(edge, title);
      }
    },
    wheel: async () => {
      for (const key of ['ctrl', 'shift', 'alt']) {
        await hands.holding(key, async () => {
          await hands.click(title, 'wheel-up', 6);
          await hands.click(title, 'wheel-down', 9);
        });
      }
      await hands.click(title, 'wheel-down', 6);
    },
    'with-keys': async () => {
      for (const key of ['ctrl', 'shift', 'alt', 'meta_l']) {
        await hands.holding(key, async () => {
          await hands.click(title, 'left', 2);
          await hands.drag(title, [0.6, 0.5]);
        });
      }
    },
  };
}
