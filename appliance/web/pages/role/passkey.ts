/**
 * What the button of a passkey (passkey.ejs) needs on any page that has one: booth/passkey.ts asks the question at `ask`,
 * hands it to the browser, and sends the form with the answer. Nothing of it is offered by a site that has no name.
 */
import { passkeySiteOf } from '../../../passkey.ts';
import type { Context } from '../../../use-cases/context.ts';

export interface PasskeyButton {
  /** Path of the question. */
  readonly ask: string;
  readonly label: string;
  /** The only address where the browser may answer. */
  readonly origin: string;
}

export const passkeyScript = 'passkey.js';

/** Null where browsers know no passkeys: a site reached by an address. */
export function passkeyButton(
  { site }: Pick<Context, 'site'>,
  ask: string,
  label: string,
): PasskeyButton | null {
  const known = passkeySiteOf(site);
  return known === null ? null : { ask, label, origin: known.origin };
}
