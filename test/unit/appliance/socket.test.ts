import Database from 'better-sqlite3';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { connect, method, PeerError, serve } from '../../../appliance/socket.ts';

const table = {
  double: method<{ value: number }>()(z.strictObject({ value: z.number().int() })),
  nothing: method<null>()(z.strictObject({})),
  fail: method<null>()(z.strictObject({})),
  lose: method<null>()(z.strictObject({})),
};

const folder = mkdtempSync(join(tmpdir(), 'isoloir-socket-'));
const path = join(folder, 'test.sock');
let logged = '';
const log = pino(
  { level: 'warn' },
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk.toString();
      done();
    },
  }),
);
const open: Server[] = [];
let failure = new Error('a bug');

async function start(): Promise<Server> {
  const server = await serve(
    path,
    table,
    {
      double: ({ value }) => Promise.resolve({ value: value * 2 }),
      nothing: () => null,
      fail: () => {
        throw failure;
      },
      lose: () => Promise.reject(new PeerError('someone else was lost')),
    },
    log,
  );
  open.push(server);
  return server;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function post(name: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: path, agent: false, method: 'POST', path: `/${name}` }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

afterEach(async () => {
  for (const server of open.splice(0)) await stop(server);
  logged = '';
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a call is answered with its value', async () => {
  await start();
  const peer = connect(path, table);
  expect(await peer.double({ value: 21 })).toEqual({ value: 42 });
  expect(await peer.nothing({})).toBeNull();
  expect(await Promise.all(Array.from({ length: 40 }, (_, value) => peer.double({ value })))).toEqual(
    Array.from({ length: 40 }, (_, value) => ({ value: value * 2 })),
  );
  expect(logged).toBe('');
});

test('an input that is not the method’s is refused where it arrives', async () => {
  await start();
  for (const body of ['', 'null', '{', '[]', '{"value":"1"}', '{"value":1.5}', '{"value":1,"more":1}'])
    expect(await post('double', body)).toBe(400);
  expect(await post('double', '{"value":1}')).toBe(200);
});

test('what is not a method of the interface is not one, names of every object included', async () => {
  await start();
  for (const name of ['', 'other', 'toString', '__proto__', 'constructor', 'double/', 'double?x'])
    expect(await post(name, '{}')).toBe(404);
});

test('a failure of the process is an unknown fate to the caller, and is logged', async () => {
  await start();
  await expect(connect(path, table).fail({})).rejects.toThrow(PeerError);
  expect(logged).toContain('a bug');
});

test('a third process that was lost is an unknown fate too, and no line in the log', async () => {
  await start();
  await expect(connect(path, table).lose({})).rejects.toThrow(PeerError);
  expect(logged).toBe('');
});

test('a process that is not there, or goes away, is an unknown fate; the next one is found', async () => {
  const peer = connect(path, table);
  await expect(peer.nothing({})).rejects.toThrow(PeerError);
  const server = await start();
  expect(await peer.nothing({})).toBeNull();
  await stop(server);
  await expect(peer.nothing({})).rejects.toThrow(PeerError);
  await start();
  expect(await peer.nothing({})).toBeNull();
});

test('after a write of which nobody can tell whether it is there, the process stops', async () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  await start();
  const peer = connect(path, table);
  for (const [code, stops] of [
    ['SQLITE_IOERR_FSYNC', true],
    ['SQLITE_IOERR_DIR_FSYNC', true],
    ['SQLITE_CORRUPT', true],
    ['SQLITE_FULL', false],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', false],
  ] as const) {
    exit.mockClear();
    failure = new Database.SqliteError('disk I/O error', code);
    await expect(peer.fail({})).rejects.toThrow(PeerError);
    await new Promise((resolve) => setImmediate(resolve));
    expect(exit.mock.calls, code).toEqual(stops ? [[1]] : []);
  }
  failure = new Error('a bug');
  exit.mockRestore();
});

test('the socket left by a process that was killed does not keep the next one from starting', async () => {
  writeFileSync(path, '');
  await start();
  expect(existsSync(path)).toBe(true);
  expect(await connect(path, table).nothing({})).toBeNull();
});
