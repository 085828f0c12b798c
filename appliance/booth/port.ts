/**
 * The one way out of the voter's side: a POST of JSON to the appliance. The page uses `fetchPort`; the rehearsal and
 * the tests give their own. Nothing here retries: who calls knows whether trying again is harmless.
 */

export interface PortAnswer {
  readonly status: number;
  /** Parsed JSON, or null when the answer had no readable body. */
  readonly body: unknown;
}

/** Rejects when no answer came: the request may then have been carried out, or not. */
export type Port = (path: string, body: object) => Promise<PortAnswer>;

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
