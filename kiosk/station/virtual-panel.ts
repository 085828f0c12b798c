/**
 * « Clés virtuelles »: the panel of the operator's page where a demonstration's software tokens are plugged in, pulled
 * out and touched. They protect nothing, and the panel says so. What they remember goes back to their file.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../core/random.ts';
import type { Timer, TokenPort } from '../../core/tokens/transport.ts';
import { virtualTokens, type VirtualTokens } from '../../core/tokens/virtual.ts';
import {
  parseVirtualTokens,
  printVirtualTokens,
  type VirtualMemory,
} from '../../core/tokens/virtual-model.ts';
import type { Panel } from './local-server.ts';
import { escaped } from './render.ts';

export interface VirtualPanel extends Panel {
  readonly port: TokenPort;
  readonly stop: () => void;
}

/** The message is for the person who started the station. */
export class VirtualTokensError extends Error {}

const lookEveryMs = 150;
const waitEveryMs = 300;

/** `file` as printVirtualTokens writes it; throws VirtualTokensError when it is not so. */
export async function openVirtualPanel(
  means: { readonly timer: Timer; readonly random: Random },
  file: string,
): Promise<VirtualPanel> {
  // A demonstration starts its station before it has made them.
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, waitEveryMs));
  const read = parseVirtualTokens(readFileSync(file, 'utf8').trim());
  if (!read.ok) throw new VirtualTokensError(`Les clés virtuelles de ${file} sont illisibles.`);
  const pins = pinsBeside(file);
  const tokens = virtualTokens(
    { ...means, onMemory: () => keep(file, tokens.memories()) },
    // Nothing is plugged in at start: whoever plays the ceremony does it.
    read.value.map((memory) => ({ ...memory, isPlugged: false })),
  );
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let before = '';
  const timer = setInterval(() => {
    const now = blinking(tokens).join();
    if (now !== before) tell();
    before = now;
  }, lookEveryMs);
  const forget = tokens.port.onChange(tell);
  return {
    port: tokens.port,
    render: (base) => render(base, tokens, pins),
    act: (values) => act(tokens, values.get('token') ?? '', values.get('action') ?? ''),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      clearInterval(timer);
      forget();
    },
  };
}

/** The PINs that the demonstration chose, by id; one chosen since at a station is known to who chose it. */
function pinsBeside(file: string): Readonly<Record<string, string>> {
  const pins = join(dirname(file), 'readable-pins.json');
  if (!existsSync(pins)) return {};
  const read: unknown = JSON.parse(readFileSync(pins, 'utf8'));
  const entries = typeof read === 'object' && read !== null ? Object.entries(read) : [];
  return Object.fromEntries(entries.filter((each): each is [string, string] => typeof each[1] === 'string'));
}

function keep(file: string, memories: readonly VirtualMemory[]): void {
  writeFileSync(`${file}.next`, `${printVirtualTokens(memories)}\n`, { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

function blinking(tokens: VirtualTokens): string[] {
  return tokens
    .memories()
    .map(({ id }) => id)
    .filter((id) => tokens.isWaitingForTouch(id));
}

function act(tokens: VirtualTokens, id: string, action: string): void {
  if (!tokens.memories().some((memory) => memory.id === id)) return;
  if (action === 'plug') tokens.plugIn(id);
  else if (action === 'pull') tokens.pullOut(id);
  else if (action === 'touch') tokens.touch(id);
}

function render(base: string, tokens: VirtualTokens, pins: Readonly<Record<string, string>>): string {
  const waiting = blinking(tokens);
  const items = tokens
    .memories()
    .map((memory) => item(base, memory, pins[memory.id], waiting.includes(memory.id)));
  return `<h2>Clés virtuelles — démonstration</h2>
<p>Elles tiennent lieu de clés de sécurité et ne protègent rien&nbsp;: leurs secrets sont dans un fichier. Dans une vraie élection, ce cadre n’existe pas.</p>
<ul class="tokens">${items.join('')}</ul>`;
}

function item(base: string, memory: VirtualMemory, pin: string | undefined, blinks: boolean): string {
  const { id, name, isPlugged } = memory;
  const state = blinks
    ? 'Elle clignote et attend le doigt.'
    : isPlugged
      ? 'Branchée.'
      : 'Dans son enveloppe.';
  const known = pin === undefined ? 'code PIN choisi en séance' : `code PIN ${escaped(pin)}`;
  const code = memory.pinHash === '' ? 'sans code PIN' : known;
  const button = (action: string, label: string, isQuiet: boolean) =>
    `<button class="button${isQuiet ? ' quiet' : ''}" type="submit" id="${escaped(id)}-${action}" name="action" value="${action}">${label}</button>`;
  const buttons = isPlugged
    ? [button('touch', 'Toucher', !blinks), button('pull', 'Retirer', true)]
    : [button('plug', 'Brancher', true)];
  return `<li${blinks ? ' class="blinks"' : ''}><form method="post" action="${base}/panel"><input type="hidden" name="token" value="${escaped(id)}"><p><b>${escaped(name)}</b>, ${code}</p><p>${state}</p><div class="actions">${buttons.join('')}</div></form></li>`;
}
