/** A form sent by someone of the rehearsal: what succeeds redirects, and what is refused is shown on the same page. */
import { RehearsalFailure, type SiteAnswer, type SiteSession } from './site-session.ts';

/** @param what what could not be done, for the message. */
export async function change(
  session: SiteSession,
  path: string,
  fields: readonly (readonly [string, string])[],
  what: string,
): Promise<SiteAnswer> {
  const answer = await session.submit(path, fields);
  if (answer.status === 303) return answer;
  throw new RehearsalFailure(`impossible de ${what} : ${refusalText(answer)}`);
}

function refusalText({ status, bytes }: SiteAnswer): string {
  const text = bytes.toString('utf8');
  const [, alert = ''] = /role="alert"[^>]*>([^<]*)/.exec(text) ?? [];
  const [, title = ''] = /<h1[^>]*>([^<]*)/.exec(text) ?? [];
  return `${status} ${alert || title}`.trim();
}
