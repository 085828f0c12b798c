/**
 * The voter's API as an honest appliance answers it, for one voter, without any process behind: `answer` is a port for
 * unit tests, and `serve` puts it behind HTTP with the built booth and given pages for browser tests.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tracker } from '../../core/belenios/ballot.ts';
import { signReceipt, type Receipt } from '../../core/sealing/receipt.ts';
import type { Port, PortAnswer } from '../../core/port.ts';
import type { CastRequest, CredentialRequest, LoginRequest } from '../../appliance/booth/voter-api.ts';
import type { BallotFixture } from './voter-fixtures.ts';

export interface FakeAppliance {
  readonly answer: Port;
  /** Paths asked, in order. */
  readonly asked: string[];
  /** Ballots that were sent, in order, repeated when sent again. */
  readonly sent: CastRequest[];
  /** Ballots in the urn. */
  readonly urn: string[];
}

const refused = (status: number, refusal: object): PortAnswer => ({ status, body: { refusal } });

export function receiptOf({ page, receiptSecretKey }: BallotFixture, ballot: string): Receipt {
  return signReceipt(
    { contest: page.contest, tracker: tracker(ballot), sealCode: page.sealCode },
    receiptSecretKey,
  );
}

export function fakeAppliance(fixture: BallotFixture): FakeAppliance {
  const asked: string[] = [];
  const sent: CastRequest[] = [];
  const urn: string[] = [];
  let triesLeft = 5;

  function cast(request: CastRequest): PortAnswer {
    sent.push(request);
    if (urn.length > 0 && !urn.includes(request.ballot)) return refused(409, { code: 'vote/already-cast' });
    if (urn.length === 0) urn.push(request.ballot);
    return { status: 200, body: { receipt: receiptOf(fixture, request.ballot) } };
  }

  function credential(request: CredentialRequest): PortAnswer {
    if (request.proof === fixture.proof) return { status: 200, body: { wrapped: fixture.wrapped } };
    triesLeft -= 1;
    return refused(422, { code: 'secret/wrong', left: triesLeft });
  }

  const answer: Port = (path, body) => {
    asked.push(path);
    switch (path) {
      case '/api/voter/login': {
        const { lookup } = body as LoginRequest;
        const isKnown = lookup === fixture.lookup;
        return Promise.resolve(
          isKnown ? { status: 204, body: null } : refused(422, { code: 'login/wrong-pair', left: 4 }),
        );
      }
      case '/api/voter/ballot-page':
        return Promise.resolve({ status: 200, body: fixture.page });
      case '/api/voter/credential':
        return Promise.resolve(credential(body as CredentialRequest));
      case '/api/voter/cast':
        return Promise.resolve(cast(body as CastRequest));
      case '/api/voter/logout':
        return Promise.resolve({ status: 204, body: null });
      default:
        return Promise.resolve(refused(404, { code: 'contest/unknown' }));
    }
  };
  return { answer, asked, sent, urn };
}

interface BoothHashes {
  readonly sha256: string;
  readonly scriptSrc: string;
  readonly styleSrc: string;
}

const built = (name: string) => new URL(`../../dist/booth/${name}`, import.meta.url);

export function boothHashes(): BoothHashes {
  return JSON.parse(readFileSync(built('isoloir.json'), 'utf8')) as BoothHashes;
}

/** The policy the booth runs under. */
export function boothPolicy({ scriptSrc, styleSrc }: BoothHashes): string {
  return `default-src 'none'; script-src ${scriptSrc}; style-src ${styleSrc}; font-src data:; img-src data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;
}

export const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  svg: 'image/svg+xml',
  js: 'text/javascript',
  woff2: 'font/woff2',
};

/** Serves the API, the booth and the given pages on a free port of this machine. */
export async function serve(
  api: Port,
  pages: ReadonlyMap<string, string>,
): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const send = (status: number, type: string, body: string | Buffer, policy = pagePolicy) => {
      response.writeHead(status, {
        'content-type': type,
        'content-security-policy': policy,
        'cache-control': 'no-store',
      });
      response.end(body);
    };
    if (path.startsWith('/api/')) {
      void read(request).then(async (text) => {
        const answer = await api(path, JSON.parse(text) as object).catch(() => null);
        if (answer === null) request.socket.destroy();
        else send(answer.status, 'application/json', answer.body === null ? '' : JSON.stringify(answer.body));
      });
    } else if (path.startsWith('/static/')) {
      const name = path.slice('/static/'.length);
      send(200, types[name.split('.').at(-1) ?? ''] ?? 'text/plain', readFileSync(built(name)));
    } else if (path === '/isoloir') {
      send(200, 'text/html; charset=utf-8', readFileSync(built('isoloir.html')), boothPolicy(boothHashes()));
    } else {
      const page = pages.get(path);
      send(page === undefined ? 404 : 200, 'text/html; charset=utf-8', page ?? 'absent');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  };
}

async function read(request: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
