/**
 * How the processes talk: HTTP over a Unix socket of the data folder, one POST a method, JSON both ways. An interface
 * is a table of methods whose inputs are validated where they arrive. A refusal is a value of the output; a failure of
 * the process is an exception at the caller, who then does not know the fate of what it asked.
 */
import { existsSync, rmSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { isFateUnknown } from './storage/sqlite.ts';

export interface Method<Input extends z.ZodType, Output> {
  readonly input: Input;
  /** Only a type: what the method answers. */
  readonly output?: Output;
}

export type Interface = Readonly<Record<string, Method<z.ZodType, unknown>>>;

type InputOf<M> = M extends Method<infer Input, unknown> ? z.infer<Input> : never;
type OutputOf<M> = M extends Method<z.ZodType, infer Output> ? Output : never;

export type Client<I extends Interface> = {
  readonly [Name in keyof I]: (input: InputOf<I[Name]>) => Promise<OutputOf<I[Name]>>;
};

export type Handlers<I extends Interface> = {
  readonly [Name in keyof I]: (input: InputOf<I[Name]>) => OutputOf<I[Name]> | Promise<OutputOf<I[Name]>>;
};

export function method<Output>() {
  return <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ input });
}

/** The other process did not answer, or answered that it failed: the fate of the call is unknown. */
export class PeerError extends Error {}

const largestMessage = 256 * 1024 * 1024;

/** The answer that failed leaves first; pm2 starts another process, which reads what is really written. */
function stopNow(): void {
  setImmediate(() => process.exit(1));
}

/** Serves an interface on a socket, readable by the owner alone (its folder is 0700). */
export function serve<I extends Interface>(
  path: string,
  table: I,
  handlers: Handlers<I>,
  log: Logger,
): Promise<Server> {
  if (existsSync(path)) rmSync(path);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestMessage) incoming.destroy();
      else chunks.push(chunk);
    });
    incoming.on('end', () => {
      const answer = (status: number, body: unknown) => {
        outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null));
      };
      const name = (incoming.url ?? '').slice(1);
      const found = Object.hasOwn(table, name) ? table[name] : undefined;
      if (found === undefined) return answer(404, null);
      const read = found.input.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
      if (!read.success) return answer(400, null);
      Promise.resolve()
        .then(() => (handlers[name] as (input: unknown) => unknown)(read.data))
        .then((output) => answer(200, output))
        .catch((error: unknown) => {
          // A third process was lost: it will be back, and the caller knows what to do. Not for the log.
          if (!(error instanceof PeerError)) log.error({ method: name, err: error }, 'method failed');
          answer(500, null);
          if (isFateUnknown(error)) stopNow();
        });
    });
  });
  // Closed while idle, a connection could be lost just as its client, on this machine, used it again.
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}

/** A client of an interface; each method throws PeerError when the answer is not known. */
export function connect<I extends Interface>(path: string, table: I): Client<I> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const client: Record<string, (input: unknown) => Promise<unknown>> = {};
  for (const name of Object.keys(table)) client[name] = (input) => call(path, agent, name, input);
  return client as unknown as Client<I>;
}

function call(socketPath: string, agent: Agent, name: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const lost = (why: string) => reject(new PeerError(`${name}: ${why}`));
    const outgoing = request({ socketPath, agent, method: 'POST', path: `/${name}` }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', (error) => lost(error.message));
      incoming.on('end', () => {
        if (incoming.statusCode !== 200) return lost(`status ${incoming.statusCode ?? 0}`);
        resolve(parseJson(Buffer.concat(chunks).toString('utf8')));
      });
    });
    outgoing.on('error', (error) => lost(error.message));
    outgoing.end(JSON.stringify(input));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
