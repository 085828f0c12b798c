/**
 * The only importer of the mail library: one letter to the organisation's SMTP gateway, in plain text. `smtps://` is TLS
 * from the first byte, `smtp://` asks for STARTTLS and refuses a gateway that has none or whose certificate is not
 * trusted, unless its address says `?tls=never`. No name, no header that tells more than the letter.
 */
import { createTransport } from 'nodemailer';
import { authorityMark, trusting } from './gateway-authority.ts';
import type { Gateway } from './outbox.ts';

export interface MailConfig {
  readonly url: string;
  readonly from: string;
  /** PEM of an authority to trust beside the known ones; null for those alone. */
  readonly authority: string | null;
}

const timeoutMs = 10_000;

export function mailGateway({ url, from, authority }: MailConfig): Gateway {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const never = searchParams.get('tls') === 'never';
  const transport = createTransport({
    host: hostname,
    port: port === '' ? (isSecure ? 465 : 25) : Number(port),
    secure: isSecure,
    requireTLS: !isSecure && !never,
    ignoreTLS: never && !isSecure,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: trusting(authority),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    address: `${protocol}//${hostname}:${port} ${from}${authorityMark(authority)}`,
    send: async ({ recipients, subject, body }) => {
      await transport.sendMail({ from, to: [...recipients], subject, text: body, encoding: 'utf-8' });
    },
  };
}
