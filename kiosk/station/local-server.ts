/**
 * The station's own pages, for the browser of this machine alone: 127.0.0.1, each page under a path drawn at start that
 * nobody else knows, and another path for the projection, which drives nothing. A request must name this very address as
 * its host (else a page elsewhere could rebind a name to it) and an answer must come from the page itself.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  bodyOf,
  isForUs,
  isFromUs,
  isSamePath,
  listenLocally,
  localHeaders,
  pageFiles,
  pathParts,
} from '../terminal/local.ts';
import type { Desk } from './desk.ts';
import { renderDesk, renderPage, renderRoom, type PageFrame, type PageName } from './render.ts';

export interface LocalPages {
  readonly desk: Desk;
  /** Random, at least 128 bits each, in hexadecimal. */
  readonly paths: Readonly<Record<PageName, string>>;
  readonly label: () => string;
  /** « Démonstration… », or null. */
  readonly note: () => string | null;
  /** The panel of virtual tokens of a demonstration; null everywhere else. */
  readonly panel: Panel | null;
}

/** More of the operator's page, with its own small forms. */
export interface Panel {
  readonly render: (base: string) => string;
  readonly act: (values: URLSearchParams) => void;
  readonly onChange: (listener: () => void) => () => void;
}

const built = fileURLToPath(new URL('../../dist/station/', import.meta.url));
const fileOf = pageFiles(built, ['station.css', 'station.js']);
const largestAnswer = 16 * 1024;

const headers = localHeaders("form-action 'self'");

/** Listens on this machine alone. Rejects when the port cannot be had. */
export function serveLocally(pages: LocalPages, port: number): Promise<Server> {
  return listenLocally(
    (request, response) => serve(pages, request, response),
    (response) => end(response, 500, 'erreur'),
    port,
  );
}

async function serve(pages: LocalPages, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isForUs(request)) {
    end(response, 403, 'Cette page ne s’ouvre que sur ce poste.');
    return;
  }
  const [path = '', name = '', more] = pathParts(request);
  const page = (['poste', 'projection'] as const).find((each) => isSamePath(path, pages.paths[each]));
  if (page === undefined || more !== undefined) {
    end(response, 404, 'Page inconnue.');
    return;
  }
  const frame: PageFrame = { page, base: `/${path}`, label: pages.label(), note: pages.note() };
  if (request.method === 'GET') get(pages, frame, name, response);
  else if (request.method === 'POST' && page === 'poste' && isFromUs(request)) {
    await post(pages, frame, name, request, response);
  } else end(response, 403, 'Refusé.');
}

function get(pages: LocalPages, frame: PageFrame, name: string, response: ServerResponse): void {
  const file = fileOf(name);
  if (file !== null) end(response, 200, file.content, file.type);
  else if (name === '') end(response, 200, renderPage(frame, content(pages, frame)));
  else if (name === 'panel' && pages.panel !== null && frame.page === 'poste')
    end(response, 200, pages.panel.render(frame.base));
  else if (name === 'live') live(pages, response);
  else end(response, 404, 'Page inconnue.');
}

function content({ desk, panel }: LocalPages, { page, base }: PageFrame): string {
  if (page === 'projection') return renderRoom(desk.shown());
  const aside = panel === null ? '' : `\n<aside id="panel">${panel.render(base)}</aside>`;
  return renderDesk(desk.shown(), base) + aside;
}

/** Tells that something changed, and not what: the page then asks for it. */
function live({ desk, panel }: LocalPages, response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  const tell = (event: 'scene' | 'panel') =>
    response.write(`event: ${event}\ndata: ${desk.shown().number}\n\n`);
  const stops = [desk.onChange(() => tell('scene')), panel?.onChange(() => tell('panel'))];
  response.on('close', () => {
    for (const stop of stops) stop?.();
  });
  tell('scene');
}

async function post(
  { desk, panel }: LocalPages,
  { base }: PageFrame,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const values = await formOf(request);
  if (values === null) {
    end(response, 400, 'Illisible.');
    return;
  }
  if (name === 'answer') {
    const fields = [...values].filter(([field]) => field !== 'scene' && field !== 'choice');
    desk.answer(Number(values.get('scene')), {
      choice: values.get('choice') ?? '',
      values: Object.fromEntries(fields),
    });
  } else if (name === 'panel' && panel !== null) panel.act(values);
  else {
    end(response, 404, 'Page inconnue.');
    return;
  }
  response.writeHead(303, { ...headers, location: `${base}/` }).end();
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) return null;
  const body = await bodyOf(request, largestAnswer);
  if (body === null) return null;
  const values = new URLSearchParams(body.toString('utf8'));
  body.fill(0);
  return values;
}

function end(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type = 'text/html; charset=utf-8',
): void {
  response.writeHead(status, { ...headers, 'content-type': type }).end(body);
}
