/** Step « Imprimeur, messages, heure »: checked by form, and the mail gateway by a message that is really sent. */
import type { MailConfig } from '../clock/mail-gateway.ts';
import { mailUrl } from './answers.ts';
import { fieldsOf, readServices } from './read-forms.ts';
import { z } from 'zod';
import type { Wizard } from './site.ts';

/** Rejects when the gateway does not take it. */
export type SendTest = (mail: MailConfig, recipient: string) => Promise<void>;

export function servicesStep({ app, answers, show, go }: Wizard, sendTest: SendTest): void {
  app.post('/services', async (request, response) => {
    const fields = fieldsOf(request.body);
    const { answer, problems } = readServices(fields, answers);
    const shown = ['printer', 'gateway', 'account', 'from', 'time', 'test'];
    const typed = Object.fromEntries(shown.map((name) => [name, fields(name)]));
    const isTest = fields('action') === 'test';
    // A gateway is tried before the rest is answered.
    const { printer, ...others } = problems;
    const wrong = isTest ? others : problems;
    if (Object.keys(wrong).length > 0) {
      show(response, 'services', { problems: wrong, typed });
      return;
    }
    Object.assign(answers, printer === undefined ? answer : { ...answer, printer: answers.printer });
    if (!isTest) {
      go(response, 'resume');
      return;
    }
    const { mail } = answers;
    const recipient = fields('test');
    if (mail === null || !z.email().safeParse(recipient).success) {
      const field = mail === null ? 'gateway' : 'test';
      const problem =
        mail === null ? 'Donnez d’abord le relais.' : 'Écrivez l’adresse où envoyer le message.';
      show(response, 'services', { problems: { [field]: problem }, typed });
      return;
    }
    try {
      await sendTest({ url: mailUrl(mail), from: mail.from, authority: null }, recipient);
      show(response, 'services', {
        typed,
        told: `Le relais a pris le message pour ${recipient}. Vérifiez qu’il arrive.`,
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      const problem = `Le relais n’a pas pris le message (${why}). L’adresse reste retenue : corrigez-la, ou continuez.`;
      show(response, 'services', { problems: { gateway: problem }, typed });
    }
  });
}
