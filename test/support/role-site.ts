/**
 * The site's own routes over plain HTTP on a free port of this machine, on top of a spine: visitors with a cookie jar of
 * their own, who send forms and JSON as the pages do. Everything but TLS.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Port } from '../../core/port.ts';
import type { Role } from '../../core/lifecycle/round.ts';
import type { SiteAnswer, SiteSession } from '../../appliance/rehearsal/site-session.ts';
import type { ReadableAccount } from '../../appliance/use-cases/install.ts';
import { createApp, type BoothFile } from '../../appliance/web/server.ts';
import type { Spine } from './spine.ts';

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Visitor {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, fields?: Record<string, string | readonly string[]>) => Promise<Answer>;
  /** A form with a file. */
  readonly upload: (path: string, form: FormData) => Promise<Answer>;
  readonly port: Port;
}

export interface RoleSite {
  /** `http://localhost:…`, which a browser trusts as it does HTTPS. */
  readonly origin: string;
  readonly accounts: readonly ReadableAccount[];
  /** Every page that was answered, by a name that says what was asked and when. */
  readonly pages: ReadonlyMap<string, string>;
  readonly stranger: () => Visitor;
  /** Signed in with the account's own password. */
  readonly signIn: (account: string) => Promise<Visitor>;
  readonly accountOf: (role: Role, index?: number) => string;
  readonly stop: () => Promise<void>;
}

const noBooth: BoothFile = { content: Buffer.from(''), hash: '0'.repeat(64), policy: "default-src 'none'" };

/**
 * @param booth the voting page, for tests that vote in a browser.
 * @param metricsToken of the organisation's supervision.
 */
export async function serveRoles(
  spine: Spine,
  booth: BoothFile = noBooth,
  metricsToken: string | null = null,
): Promise<RoleSite> {
  const server = createServer(createApp(spine.context, booth, metricsToken));
  // As the site's own: a busy machine may take seconds between two requests.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const accounts = JSON.parse(
    readFileSync(spine.data.file('readable-accounts.json'), 'utf8'),
  ) as ReadableAccount[];
  const pages = new Map<string, string>();
  const stranger = () => visitor(origin, pages);
  return {
    origin,
    accounts,
    pages,
    stranger,
    signIn: async (account) => {
      const visiting = stranger();
      const password = accounts.find((each) => each.account === account)?.password ?? '';
      const answer = await visiting.post('/roles', { account, password });
      if (answer.status !== 303) throw new Error(`${account} cannot sign in: ${answer.status}`);
      return visiting;
    },
    accountOf: (role, index = 0) => {
      const found = accounts.filter((each) => each.role === role)[index];
      if (found === undefined) throw new Error(`no ${role}`);
      return found.account;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function visitor(origin: string, pages: Map<string, string>): Visitor {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    headers.set('sec-fetch-site', 'same-origin');
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(origin + path, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    if (response.headers.get('content-type')?.startsWith('text/html') === true && response.status !== 303) {
      pages.set(`${pages.size + 1} ${init.method ?? 'GET'} ${path} ${response.status}`, text);
    }
    return { status: response.status, location: response.headers.get('location'), bytes, text };
  };
  return {
    get: (path) => send(path, {}),
    post: (path, fields = {}) => {
      const body = new URLSearchParams();
      for (const [name, values] of Object.entries(fields)) {
        for (const value of typeof values === 'string' ? [values] : values) body.append(name, value);
      }
      return send(path, { method: 'POST', body });
    },
    upload: (path, form) => send(path, { method: 'POST', body: form }),
    port: async (path, body) => {
      const answer = await send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return {
        status: answer.status,
        body: answer.text === '' ? null : (JSON.parse(answer.text) as unknown),
      };
    },
  };
}

/** A visitor as the rehearsal knows one. */
export function asSession({ get, post, port }: Visitor): SiteSession {
  const answered = ({ status, bytes }: Answer): SiteAnswer => ({ status, bytes, headers: {} });
  return {
    port,
    get: async (path) => answered(await get(path)),
    submit: async (path, fields) => {
      const grouped = Map.groupBy(fields, ([name]) => name);
      const all = [...grouped].map(([name, values]) => [name, values.map(([, value]) => value)] as const);
      return answered(await post(path, Object.fromEntries(all)));
    },
  };
}
