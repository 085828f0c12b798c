/**
 * The one way out of the voter's side and of a station: a POST of JSON to the appliance. A page, a kiosk, the rehearsal
 * and the tests each give their own. Nothing retries here: who calls knows whether trying again is harmless.
 */

export interface PortAnswer {
  readonly status: number;
  /** Parsed JSON, or null when the answer had no readable body. */
  readonly body: unknown;
}

/** Rejects when no answer came: the request may then have been carried out, or not. */
export type Port = (path: string, body: object) => Promise<PortAnswer>;
