/**
 * The station's two pages as HTML: the operator's, with questions, and the room's, in very large type, which is made from
 * the title and the room's blocks of a scene alone. Every text is escaped; no script or style is in the page.
 */
import { pieces, typeset } from '../../core/french/text.ts';
import type { Choice, DeskBlock, Field, RoomBlock, Shown } from './desk.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\u00a0': '&nbsp;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"'\u00a0]/g, (character) => entities[character] ?? character);
}

/** No-break spaces, and « 2e » with its ending raised. */
function rich(text: string): string {
  return pieces(typeset(text))
    .map(({ text: piece, raised }) => (raised ? `<sup>${escaped(piece)}</sup>` : escaped(piece)))
    .join('');
}

export type PageName = 'poste' | 'projection';

/** What surrounds both pages: which one, where its files are, and the sort of election. */
export interface PageFrame {
  readonly page: PageName;
  /** Path under which this page and its files are served, without a final slash. */
  readonly base: string;
  readonly label: string;
  readonly note: string | null;
}

export function renderPage({ page, base, label, note }: PageFrame, content: string): string {
  const title = page === 'poste' ? 'Poste de séance' : 'Projection';
  return `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} — ${rich(label)}</title>
<link rel="icon" href="${base}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}/station.css">
<script type="module" src="${base}/station.js"></script>
</head>
<body class="${page}">
<header class="bar"><div><span class="org"><strong>${rich(label)}</strong></span><span class="time">${page === 'poste' ? 'Écran de l’opérateur&nbsp;: ne le projetez pas' : 'Séance du bureau de vote'}</span></div>${note === null ? '' : `\n<p class="mode">${rich(note)}</p>`}
</header>
<main id="contenu" class="wide" tabindex="-1" data-base="${base}" data-page="${page}">
${content}
</main>
</body>
</html>
`;
}

/** What the room sees. */
export function renderRoom({ number, scene }: Shown): string {
  return `<div data-scene="${number}"><h1>${rich(scene.title)}</h1>\n${scene.room.map(block).join('\n')}</div>`;
}

/** What the operator sees. */
export function renderDesk({ number, scene }: Shown, base: string): string {
  const { title, room, desk = [], fields = [], choices = [], problem = null } = scene;
  const alert = problem === null ? '' : `<p class="notice bad" role="alert">${rich(problem)}</p>\n`;
  return `<div data-scene="${number}"><h1 tabindex="-1">${rich(title)}</h1>
${alert}${[...room, ...desk].map(block).join('\n')}
${choices.length === 0 ? '' : form(number, base, fields, choices)}</div>`;
}

function form(number: number, base: string, fields: readonly Field[], choices: readonly Choice[]): string {
  const body = fields.map(field).join('\n');
  return `<form class="${fields.length === 0 ? '' : 'sheet'}" method="post" action="${base}/answer" autocomplete="off"><input type="hidden" name="scene" value="${number}">
${body}
<div class="actions">${choices.map(button).join('')}</div></form>`;
}

function button({ id, label, quiet = false, skips = false }: Choice): string {
  return `<button class="button${quiet ? ' quiet' : ''}" type="submit" name="choice" value="${escaped(id)}"${skips ? ' formnovalidate' : ''}>${rich(label)}</button>`;
}

function field({ name, label, hint, type, value = '', options = [] }: Field): string {
  const id = `champ-${name}`;
  const described = hint === undefined ? '' : ` aria-describedby="${id}-aide"`;
  const help = hint === undefined ? '' : `<p class="hint" id="${id}-aide">${rich(hint)}</p>`;
  const head = `<div class="field"><label for="${id}">${rich(label)}</label>${help}`;
  if (type === 'choice') {
    const all = options.map(
      (option) => `<option value="${escaped(option.value)}">${rich(option.label)}</option>`,
    );
    return `${head}<select id="${id}" name="${name}" required${described}>${all.join('')}</select></div>`;
  }
  if (type === 'long') {
    return `${head}<textarea id="${id}" name="${name}" rows="3" maxlength="500" required${described}>${escaped(value)}</textarea></div>`;
  }
  const kind = type === 'pin' ? 'password' : 'text';
  const extra =
    type === 'code'
      ? ' class="code" autocapitalize="characters"'
      : type === 'pin'
        ? ' class="pin" autocomplete="off"'
        : '';
  const filled = type === 'pin' ? '' : ` value="${escaped(value)}"`;
  return `${head}<input type="${kind}" id="${id}" name="${name}"${extra} spellcheck="false" maxlength="80" required${filled}${described}></div>`;
}

function block(each: DeskBlock): string {
  switch (each.kind) {
    case 'text':
      return `<p${each.look === undefined ? '' : ` class="${each.look}"`}>${rich(each.text)}</p>`;
    case 'notice':
      return `<p class="notice${each.look === 'plain' ? '' : ` ${each.look}`}">${rich(each.text)}</p>`;
    case 'code':
    case 'secret':
      return bigCode(each);
    case 'table':
      return table(each);
    case 'list':
      return list(each.items);
    case 'details':
      return `<details class="checks"><summary>${rich(each.title)}</summary>${list(each.items)}</details>`;
    case 'turns':
      return `<ol class="turns">${each.turns.map(turn).join('')}</ol>`;
    case 'progress':
      return `<progress max="1" value="${each.fraction.toFixed(3)}" aria-label="Avancement"></progress><p aria-live="polite">${rich(each.text)}</p>`;
  }
}

function bigCode({ kind, code }: { readonly kind: 'code' | 'secret'; readonly code: string }): string {
  const groups = code.split(' ').map((group) => `<span>${escaped(group)}</span>`);
  return `<p class="big-code${kind === 'secret' ? ' secret' : ''}" translate="no">${groups.join(' ')}</p>`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${rich(item)}</li>`).join('')}</ul>`;
}

function table(block: Extract<RoomBlock, { kind: 'table' }>): string {
  const { columns, rows, marked = [] } = block;
  const last = columns.length - 1;
  const isNumber = (place: number) => block.last === 'number' && place === last;
  const head = columns.map(
    (column, place) => `<th scope="col"${isNumber(place) ? ' class="n"' : ''}>${rich(column)}</th>`,
  );
  const cell = (text: string, place: number) => {
    if (place === 0) return `<th scope="row">${rich(text)}</th>`;
    if (block.last === 'code' && place === last)
      return `<td class="code-cell" translate="no">${escaped(text)}</td>`;
    return `<td${isNumber(place) ? ' class="n"' : ''}>${rich(text)}</td>`;
  };
  const body = rows.map(
    (row, index) => `<tr${marked.includes(index) ? ' class="marked"' : ''}>${row.map(cell).join('')}</tr>`,
  );
  return `<div class="sheet scroll" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

const turnWords = { done: 'fait', now: 'à son tour', next: 'à venir' } as const;

function turn({ name, state }: { name: string; state: keyof typeof turnWords }): string {
  return `<li class="${state}"${state === 'now' ? ' aria-current="step"' : ''}><b>${rich(name)}</b> <span>${turnWords[state]}</span></li>`;
}
