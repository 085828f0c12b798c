/**
 * The organisation's gateway of short messages: one HTTPS request a telephone, whose body is the organisation's own
 * template (sms-template.ts). Taken when the answer is 2xx; no redirection is followed, no answer is read.
 */
import { request } from 'node:https';
import { authorityMark, trusting } from './gateway-authority.ts';
import type { Gateway } from './outbox.ts';
import { fillTemplate, headerOf } from '../../core/watch/sms-template.ts';

export interface SmsConfig {
  /** `https://…` */
  readonly url: string;
  /** One header line, « Authorization: Bearer … »; null without one. */
  readonly header: string | null;
  readonly template: string;
  /** PEM of an authority to trust beside the known ones; null for those alone. */
  readonly authority: string | null;
}

const timeoutMs = 10_000;

export function smsGateway(config: SmsConfig): Gateway {
  return {
    address: `${new URL(config.url).origin}${authorityMark(config.authority)}`,
    send: async ({ recipients, body }) => {
      for (const telephone of recipients) await post(config, telephone, body);
    },
  };
}

function post(
  { url, header, template, authority }: SmsConfig,
  telephone: string,
  text: string,
): Promise<void> {
  const filled = fillTemplate(template, { to: telephone, text });
  const own = header === null ? {} : headerOf(header);
  if (filled === null || own === null) throw new Error('the gateway of short messages is wrongly set');
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      ...{ method: 'POST', agent: false, signal: AbortSignal.timeout(timeoutMs) },
      ...trusting(authority),
      headers: { ...own, 'content-type': filled.type, 'content-length': Buffer.byteLength(filled.body) },
    });
    asked.once('response', ({ statusCode = 0 }) => {
      asked.destroy();
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new Error(`answered ${statusCode}`));
    });
    asked.on('error', reject);
    asked.end(filled.body);
  });
}
