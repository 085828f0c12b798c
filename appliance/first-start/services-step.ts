/**
 * Step « Imprimeur, messages, heure »: checked by form, and the gateways of mail and of short messages by a message that
 * is really sent.
 */
import type { MailConfig } from '../clock/mail-gateway.ts';
import type { SmsConfig } from '../clock/sms-gateway.ts';
import { mailUrl, type Answers } from './answers.ts';
import { fieldsOf, pastedAuthority, readServices, type Problems } from './read-forms.ts';
import { z } from 'zod';
import type { Wizard } from './site.ts';

/** Each rejects when the gateway does not take it. */
export interface SendTest {
  readonly mail: (mail: MailConfig, recipient: string) => Promise<void>;
  readonly sms: (sms: SmsConfig, telephone: string) => Promise<void>;
}

const shown = [
  ...['printer', 'gateway', 'account', 'from', 'time', 'test'],
  ...['sms', 'smsTemplate', 'testSms', 'metrics'],
];
const pasted = ['mailAuthority', 'smsAuthority'];

export function servicesStep({ app, answers, show, go }: Wizard, sendTest: SendTest): void {
  app.post('/services', async (request, response) => {
    const fields = fieldsOf(request.body);
    const { answer, problems } = readServices(fields, answers);
    const typed = Object.fromEntries([
      ...shown.map((name) => [name, fields(name)]),
      ...pasted.map((name) => [name, pastedAuthority(fields, name)]),
    ]) as Readonly<Record<string, string>>;
    const action = fields('action');
    const way = action === 'test' ? 'mail' : action === 'test-sms' ? 'sms' : null;
    // A gateway is tried before the rest is answered.
    const { printer, ...others } = problems;
    const wrong = way === null ? problems : others;
    if (Object.keys(wrong).length > 0) {
      show(response, 'services', { problems: wrong, typed });
      return;
    }
    Object.assign(answers, printer === undefined ? answer : { ...answer, printer: answers.printer });
    if (way === null) {
      go(response, 'resume');
      return;
    }
    const recipient = fields(way === 'mail' ? 'test' : 'testSms');
    const tried = await (way === 'mail' ? tryMail : trySms)(answers, recipient, sendTest);
    show(
      response,
      'services',
      tried === null ? { typed, told: takenText[way](recipient) } : { typed, problems: tried },
    );
  });
}

/** The gateway took it; nothing says yet that it arrived. */
const takenText = {
  mail: (recipient: string) => `Le relais a pris le message pour ${recipient}. Vérifiez qu’il arrive.`,
  sms: (recipient: string) => `La passerelle a pris le SMS pour le ${recipient}. Vérifiez qu’il arrive.`,
};

async function tryMail({ mail }: Answers, recipient: string, send: SendTest): Promise<Problems | null> {
  if (mail === null) return { gateway: 'Donnez d’abord le relais.' };
  if (!z.email().safeParse(recipient).success) return { test: 'Écrivez l’adresse où envoyer le message.' };
  const authority = mail.authority === '' ? null : mail.authority;
  const why = await failure(send.mail({ url: mailUrl(mail), from: mail.from, authority }, recipient));
  return why === null ? null : { gateway: `Le relais n’a pas pris le message (${why}). ${kept}` };
}

async function trySms({ sms }: Answers, telephone: string, send: SendTest): Promise<Problems | null> {
  if (sms === null) return { sms: 'Donnez d’abord l’adresse de la passerelle.' };
  if (!/^\+[1-9]\d{7,14}$/.test(telephone))
    return { testSms: 'Écrivez un numéro avec son pays, par exemple +33612345678.' };
  const { url, header, template } = sms;
  const authority = sms.authority === '' ? null : sms.authority;
  const config = { url, template, header: header === '' ? null : header, authority };
  const why = await failure(send.sms(config, telephone));
  return why === null ? null : { sms: `La passerelle n’a pas pris le SMS (${why}). ${kept}` };
}

const kept = 'Ce que vous avez écrit reste retenu : corrigez-le, ou continuez.';

async function failure(sent: Promise<void>): Promise<string | null> {
  try {
    await sent;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}
