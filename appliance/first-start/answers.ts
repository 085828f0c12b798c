/**
 * What the wizard of a first start has been told so far, and the same as an `installation.json` (docs/formats.md). Each
 * answer is checked when it is given; the guard checks the whole again.
 */
import type { DossierFile } from '../../core/dossier/read.ts';

export interface Answers {
  mode: 'demonstration' | 'real' | null;
  /** The name or address by which the site is reached. */
  host: string;
  certificate: CertificateAnswer;
  dossier: DossierAnswer | null;
  /** The printer's `age1…` key; empty without one. */
  printer: string;
  mail: MailAnswer | null;
  sms: SmsAnswer | null;
  timeServers: readonly string[];
  /** Drawn here, which the supervision shows to read `/metrics`; empty where it does not. */
  metricsToken: string;
}

export type CertificateAnswer =
  | { readonly kind: 'own' }
  /** `chain` is empty until the organisation's authority signed the request. */
  | { readonly kind: 'request'; readonly csr: string; readonly key: string; readonly chain: string }
  | { readonly kind: 'given'; readonly key: string; readonly chain: string };

export type DossierAnswer =
  | { readonly kind: 'domitia' | 'gepor' }
  | { readonly kind: 'own'; readonly files: readonly DossierFile[]; readonly title: string };

export interface MailAnswer {
  /** `smtps://relay.example.org` or `smtp://…`, without account. */
  readonly gateway: string;
  readonly account: string;
  readonly password: string;
  readonly from: string;
  /** PEM of the organisation's authority that the relay is under; empty without one. */
  readonly authority: string;
}

export interface SmsAnswer {
  /** `https://…` */
  readonly url: string;
  /** One header line, secret; empty without one. */
  readonly header: string;
  readonly template: string;
  /** As of a relay of mail. */
  readonly authority: string;
}

export const steps = ['nature', 'certificat', 'dossier', 'services', 'resume'] as const;
export type Step = (typeof steps)[number];

export function noAnswers(): Answers {
  return {
    ...{ mode: null, host: '', certificate: { kind: 'own' }, dossier: null },
    ...{ printer: '', mail: null, sms: null, timeServers: [], metricsToken: '' },
  };
}

/** The first step that is still to be answered before the summary. */
export function missingStep({ mode, host, dossier, printer }: Answers): Step | null {
  if (mode === null || host === '') return 'nature';
  if (dossier === null || (mode === 'real' && dossier.kind !== 'own')) return 'dossier';
  return mode === 'real' && printer === '' ? 'services' : null;
}

export function mailUrl({ gateway, account, password }: MailAnswer): string {
  const url = new URL(gateway);
  url.username = encodeURIComponent(account);
  url.password = encodeURIComponent(password);
  return url.href;
}

/**
 * `installation.json`. Its secrets are named in `secrets`. The dossier of one's own goes beside it.
 * @param network the line that the console of the machine took.
 */
export function installationOf(answers: Answers, network: string): Record<string, unknown> {
  const { mode, host, certificate, dossier, printer, mail, sms, timeServers, metricsToken } = answers;
  if (mode === null || dossier === null) throw new Error('not all is answered');
  const secrets = [
    ...(mail !== null && mail.password !== '' ? ['mail.url'] : []),
    ...(sms !== null && sms.header !== '' ? ['sms.header'] : []),
    ...(metricsToken === '' ? [] : ['metricsToken']),
    ...(certificate.kind === 'own' ? [] : ['certificate.key']),
  ];
  return {
    format: 1,
    mode,
    host,
    dossier: dossier.kind,
    network,
    ...(printer === '' ? {} : { printer }),
    ...(mail === null ? {} : { mail: { url: mailUrl(mail), from: mail.from, ...authorityOf(mail) } }),
    ...(sms === null ? {} : { sms: smsOf(sms) }),
    timeServers,
    ...(metricsToken === '' ? {} : { metricsToken }),
    ...(certificate.kind === 'own' ? {} : { certificate: certificateOf(certificate) }),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
}

function smsOf({ url, header, template, authority }: SmsAnswer) {
  return { url, template, ...(header === '' ? {} : { header }), ...authorityOf({ authority }) };
}

function authorityOf({ authority }: Pick<MailAnswer, 'authority'>) {
  return authority === '' ? {} : { authority };
}

function certificateOf(answer: Exclude<CertificateAnswer, { readonly kind: 'own' }>) {
  return {
    key: answer.key,
    ...(answer.kind === 'request' ? { request: answer.csr } : {}),
    ...(answer.chain === '' ? {} : { chain: answer.chain }),
  };
}
