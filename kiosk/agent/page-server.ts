/**
 * The page of a kiosk, served to the browser of this machine alone: the terminal's own files, under a path drawn at each
 * start of the browser, and the few calls of that page. Nothing that the appliance sends is ever a file, a script or a
 * sheet here.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { BureauCode, KioskBoard, KioskSite } from '../../core/kiosk/api.ts';
import type { Limits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { languages } from '../../core/language.ts';
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
import { isCall } from './crossing.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';
import type { SpeechCalls } from './speech-calls.ts';
import type { VoterCalls } from './voter-calls.ts';

export interface KioskPages {
  /** Null while nobody can be served. */
  readonly calls: () => VoterCalls | null;
  /** Shown instead of the welcome: a code to compare, a kiosk withdrawn; null when voters are served. */
  readonly notice: () => Screen | null;
  readonly speech: SpeechCalls;
  readonly bureau: BureauPages;
  /** Null where IT gave none. */
  readonly printer: ReceiptPrinter | null;
  /** Random, at least 128 bits, in hexadecimal; another one for each browser that is started. */
  readonly path: () => string;
  readonly limits: Limits;
  /** Of the screen, in CSS pixels. */
  readonly pixelsPerMm: number;
  /** In a window, with a letter scanner on the screen. */
  readonly isSimulated: boolean;
  /** The page is alive. */
  readonly onSign: () => void;
  /** The page begins to record a vote, or its voter knows what became of it. */
  readonly onRecording: (isRecording: boolean) => void;
  /** A passage is over. */
  readonly onEnd: () => void;
}

/** What the page may ask for a bureau, when nobody votes. */
export interface BureauPages {
  /** The code to show; null when it cannot be had. */
  readonly ask: () => Promise<BureauCode | null>;
  /** Whether a member typed it: the terminal is then something else, and another browser comes. */
  readonly open: () => Promise<boolean>;
  readonly isOpen: () => boolean;
  readonly board: () => KioskBoard | null;
  /** The bureau leaves its dashboard. */
  readonly close: () => void;
}

/** POST kiosk/state: what the page needs besides the voter's calls. */
export interface PageState {
  /** Null when the appliance cannot be reached. */
  readonly site: KioskSite | null;
  readonly notice: Screen | null;
  readonly board: KioskBoard | null;
  readonly hasPrinter: boolean;
  readonly limits: Limits;
  readonly pixelsPerMm: number;
}

const built = fileURLToPath(new URL('../../dist/kiosk/', import.meta.url));
const fileOf = pageFiles(built, ['kiosk.css', 'kiosk.js', 'letter-scanner.js']);
const largestCall = 512 * 1024;
const largestPrintCall = 256;
const largestSpeechCall = 4 * 1024 * 1024;

const headers = localHeaders(
  "media-src blob:; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts allow-same-origin",
);

/** Listens on this machine alone. Rejects when the port cannot be had. */
export function servePages(pages: KioskPages, port: number): Promise<Server> {
  return listenLocally(
    (request, response) => serve(pages, request, response),
    (response) => end(response, 500),
    port,
  );
}

async function serve(pages: KioskPages, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', ...name] = pathParts(request);
  if (!isForUs(request) || !isSamePath(path, pages.path())) end(response, 404);
  else if (request.method === 'GET') get(pages, name.join('/'), response);
  else if (request.method === 'POST' && isFromUs(request))
    await post(pages, name.join('/'), request, response);
  else end(response, 403);
}

function get({ isSimulated }: KioskPages, name: string, response: ServerResponse): void {
  const file = fileOf(name);
  if (name === '') end(response, 200, page(isSimulated), 'text/html; charset=utf-8');
  else if (file !== null && (isSimulated || name !== 'letter-scanner.js'))
    end(response, 200, file.content, file.type);
  else end(response, 404);
}

function page(isSimulated: boolean): string {
  const scanner = isSimulated ? '\n<script type="module" src="letter-scanner.js"></script>' : '';
  return `<!DOCTYPE html>
<html lang="fr" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="google" content="notranslate">
<title>Borne de vote</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="kiosk.css">
<script type="module" src="kiosk.js"></script>${scanner}
</head>
<body>
<main id="screen"></main>
<p id="spoken" aria-live="polite"></p>
</body>
</html>
`;
}

async function post(
  pages: KioskPages,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const calls = pages.calls();
  if (name === 'kiosk/state') {
    pages.onSign();
    const { limits, pixelsPerMm } = pages;
    const site = (await calls?.site()) ?? null;
    const board = pages.bureau.board();
    const hasPrinter = pages.printer !== null;
    const state: PageState = { site, notice: pages.notice(), board, hasPrinter, limits, pixelsPerMm };
    json(response, 200, state);
  } else if (name === 'kiosk/recording' || name === 'kiosk/recorded') {
    pages.onRecording(name === 'kiosk/recording');
    end(response, 204);
  } else if (name === 'kiosk/forget') {
    calls?.forget();
    end(response, 204);
  } else if (name === 'kiosk/left' && pages.isSimulated) {
    // A window may be put aside.
    end(response, 204);
  } else if (name === 'kiosk/end' || name === 'kiosk/left') {
    calls?.forget();
    response.setHeader('clear-site-data', '"*"');
    end(response, 204);
    pages.onEnd();
  } else if (name === 'kiosk/ballots') {
    const ballots = (await calls?.ballots()) ?? null;
    if (ballots === null) end(response, 503);
    else json(response, 200, ballots);
  } else if (name === 'kiosk/sound') {
    json(response, 200, { hearing: pages.speech.hearing() });
  } else if (name.startsWith('kiosk/bureau')) {
    await forBureau(pages.bureau, name, response);
  } else if (name === 'kiosk/print') {
    await print(pages.printer, request, response);
  } else if (name === 'kiosk/speech' || name === 'kiosk/speech-ahead') {
    await speak(pages.speech, name, request, response);
  } else if (name.startsWith('api/') && isCall(name.slice('api/'.length))) {
    // Nobody votes at what a bureau opened.
    await pass(pages.bureau.isOpen() ? null : calls, name.slice('api/'.length), request, response);
  } else end(response, 404);
}

/** Of the page's own: the printer looks at its form. */
async function print(
  printer: ReceiptPrinter | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await bodyOf(request, largestPrintCall);
  const asked = (bytes === null ? {} : (parsed(bytes) ?? {})) as { tracker?: unknown; language?: unknown };
  const { tracker } = asked;
  const language = languages.find((each) => each === asked.language);
  if (printer === null || typeof tracker !== 'string' || language === undefined) end(response, 400);
  else json(response, 200, { isPrinted: await printer.print(tracker, language) });
}

async function forBureau(bureau: BureauPages, name: string, response: ServerResponse): Promise<void> {
  if (name === 'kiosk/bureau') json(response, 200, { code: (await bureau.ask())?.code ?? null });
  else if (name === 'kiosk/bureau-open') json(response, 200, { isOpen: await bureau.open() });
  else if (name === 'kiosk/bureau-close') {
    bureau.close();
    end(response, 204);
  } else end(response, 404);
}

async function pass(
  calls: VoterCalls | null,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await bodyOf(request, largestCall);
  const body = bytes === null ? null : parsed(bytes);
  bytes?.fill(0);
  if (body === null || !isCall(name)) {
    end(response, 400);
    return;
  }
  const answer = (await calls?.ask(name, body)) ?? null;
  // No answer, to a page that knows what an answer lost may mean.
  if (answer === null) response.destroy();
  else if (answer.body === null) end(response, 204);
  else json(response, answer.status, answer.body);
}

async function speak(
  speech: SpeechCalls,
  name: 'kiosk/speech' | 'kiosk/speech-ahead',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await bodyOf(request, largestSpeechCall);
  const body = bytes === null ? null : parsed(bytes);
  if (name === 'kiosk/speech-ahead') end(response, speech.ahead(body) ? 204 : 400);
  else {
    const sound = await speech.say(body);
    if (sound === null) end(response, 503);
    else end(response, 200, sound, 'audio/wav');
  }
}

function parsed(bytes: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  end(response, status, JSON.stringify(body), 'application/json');
}

function end(
  response: ServerResponse,
  status: number,
  body: string | Buffer = '',
  type = 'text/plain',
): void {
  response.writeHead(status, { ...headers, 'content-type': type }).end(body);
}
