/** The port of a page: `fetch`, with the cookies of the page. */
import type { Port } from '../../core/port.ts';

/** An answer that takes longer is given up. */
const answerTimeoutMs = 20_000;

/** A port over `fetch`, with the cookies of the page; `origin` is empty in a page. */
export function fetchPort(fetcher: typeof fetch, origin: string): Port {
  return async (path, body) => {
    const response = await fetcher(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
