/** The forms of the wizard: what was typed, checked; a sentence for each field that is to be corrected. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { checkCertificate, readAuthority } from '../certificate/check.ts';
import { certificateRefusalText } from '../certificate/refusal-text-fr.ts';
import { isGatewayAddress } from '../../core/watch/gateway-address.ts';
import { headerOf, isTemplate } from '../../core/watch/sms-template.ts';
import type { Answers, CertificateAnswer, MailAnswer, SmsAnswer } from './answers.ts';

/** By field. */
export type Problems = Readonly<Record<string, string>>;
/** A text without the spaces around it; empty when it is not there, or is longer than it may be. */
export type Fields = (name: string, longest?: number) => string;

export function fieldsOf(body: unknown): Fields {
  const read = z.record(z.string(), z.unknown()).safeParse(body);
  const values = read.success ? read.data : {};
  return (name, longest = 500) => {
    const value = Object.hasOwn(values, name) ? values[name] : '';
    return typeof value === 'string' && value.length <= longest ? value.trim() : '';
  };
}

export function readNature(fields: Fields): {
  readonly answer: Pick<Answers, 'mode' | 'host'>;
  problems: Problems;
} {
  const [mode, host] = [fields('mode'), fields('host').toLowerCase()];
  const known = mode === 'demonstration' || mode === 'real' ? mode : null;
  return {
    answer: { mode: known, host },
    problems: {
      ...(known === null ? { mode: 'Dites si l’élection est réelle ou pour essayer.' } : {}),
      ...(isHost(host)
        ? {}
        : { host: 'Écrivez le nom du site sans « https:// » ni port, par exemple vote.exemple.fr.' }),
    },
  };
}

function isHost(host: string): boolean {
  return isIP(host) === 4 || /^(?=.{1,252}$)[a-z0-9]([a-z0-9-]{0,62}\.?)*[a-z0-9]$/.test(host);
}

/** @returns why not, in words; null when the chain goes with the key. */
export function chainProblem(chain: string, key: string, host: string): string | null {
  const checked = checkCertificate(chain, key, { hosts: [host], nowMs: Date.now() });
  return checked.ok ? null : certificateRefusalText(checked.error);
}

/** What the site will show, in a line. */
export function certificateLine(certificate: CertificateAnswer): string {
  if (certificate.kind === 'own') return 'fait par l’autorité de l’appareil';
  if (certificate.chain === '') return 'demande faite ; l’autorité de l’appareil sert en attendant';
  const issued = new X509Certificate(certificate.chain);
  return `donné, émis par ${issued.issuer.split('\n').join(', ')}`;
}

export type Services = Pick<Answers, 'printer' | 'mail' | 'sms' | 'timeServers' | 'metricsToken'>;

/** @param known what was answered before: its password is kept when none is typed, a token once drawn. */
export function readServices(
  fields: Fields,
  known: Answers,
): { readonly answer: Services; readonly problems: Problems } {
  const [printer, gateway, from] = [fields('printer'), fields('gateway'), fields('from')];
  const timeServers = fields('time')
    .split(/[\s,;]+/)
    .filter((each) => each !== '');
  const account = fields('account');
  const isSame = known.mail?.gateway === gateway && known.mail.account === account;
  const typed = fields('password');
  const password = typed === '' && isSame ? (known.mail?.password ?? '') : typed;
  const authority = authorityIn(fields('mailAuthority', longestText));
  const mail: MailAnswer | null =
    gateway === '' ? null : { gateway, account, password, from, authority: authority ?? '' };
  const problems: Record<string, string> = {};
  if (printer === '' && known.mode === 'real')
    problems['printer'] =
      'Donnez la clé publique de l’imprimeur : les courriers d’une élection réelle partent chiffrés.';
  if (printer !== '' && !/^age1[02-9ac-hj-np-z]{58}$/.test(printer))
    problems['printer'] =
      'Ce n’est pas une clé publique d’imprimeur : elle commence par « age1 » et compte 62 caractères.';
  if (mail !== null && !isGateway(gateway))
    problems['gateway'] =
      'Écrivez smtps://relais.exemple.fr ou smtp://relais.exemple.fr, avec un port s’il le faut.';
  if (mail !== null && !z.email().safeParse(from).success)
    problems['from'] = 'Écrivez l’adresse d’où partent les messages, par exemple vote@exemple.fr.';
  if (mail !== null && authority === null) problems['mailAuthority'] = noAuthority;
  if (
    timeServers.length > 8 ||
    !timeServers.every((each) => /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/.test(each))
  )
    problems['time'] = 'Écrivez des noms de serveurs, huit au plus, séparés par des espaces.';
  const sms = readSms(fields, known);
  return {
    answer: { printer, mail, sms: sms.answer, timeServers, metricsToken: tokenOf(fields, known) },
    problems: { ...problems, ...sms.problems },
  };
}

/** @param known whose header is kept when none is typed. */
function readSms(
  fields: Fields,
  known: Answers,
): { readonly answer: SmsAnswer | null; readonly problems: Problems } {
  const [url, typed, template] = [fields('sms'), fields('smsHeader'), fields('smsTemplate')];
  if (url === '') return { answer: null, problems: {} };
  const header = typed === '' && known.sms?.url === url ? known.sms.header : typed;
  const authority = authorityIn(fields('smsAuthority', longestText));
  return {
    answer: { url, header, template, authority: authority ?? '' },
    problems: {
      ...(authority === null ? { smsAuthority: noAuthority } : {}),
      ...(z.url({ protocol: /^https$/ }).safeParse(url).success && isGatewayAddress(url)
        ? {}
        : { sms: 'Écrivez l’adresse que donne le fournisseur ; elle commence par https://.' }),
      ...(header === '' || headerOf(header) !== null
        ? {}
        : { smsHeader: 'Écrivez une ligne comme « Authorization: Bearer … ».' }),
      ...(isTemplate(template)
        ? {}
        : {
            smsTemplate:
              'Écrivez le message que veut le fournisseur, en JSON ou en formulaire, avec {to} à la place du numéro et {text} à la place du texte.',
          }),
    },
  };
}

/** 256 bits, in hexadecimal. */
function tokenOf(fields: Fields, known: Answers): string {
  if (fields('metrics') === '') return '';
  return known.metricsToken === '' ? randomBytes(32).toString('hex') : known.metricsToken;
}

/** Longer than any page is taken: a text too long is refused, and never taken for none. */
const longestText = 300_000;
const noAuthority =
  'Ce n’est pas un certificat en PEM. Collez celui de l’autorité, de « BEGIN CERTIFICATE » à « END CERTIFICATE », ou laissez vide.';

/** What of a pasted certificate is shown again: never a key that was pasted by mistake. */
export function pastedAuthority(fields: Fields, name: string): string {
  const text = fields(name, longestText);
  return readAuthority(text) ?? (text.includes('PRIVATE KEY') ? '' : text);
}

/** In PEM, what was pasted around left out; empty when nothing was; null when it is no certificate. */
function authorityIn(text: string): string | null {
  return text === '' ? '' : readAuthority(text);
}

function isGateway(text: string): boolean {
  if (!z.url({ protocol: /^smtps?$/ }).safeParse(text).success || !isGatewayAddress(text)) return false;
  const { username, password, pathname, hash } = new URL(text);
  return username + password + hash === '' && ['', '/'].includes(pathname);
}
