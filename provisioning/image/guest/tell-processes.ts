/**
 * What the processes are told of the machine's settings at each start: lines that systemd gives to each, and files that one
 * user alone may read. What the gateways are told goes to `clock`, the token of the supervision to `web`.
 */
import { chownSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfirmedHour } from './machine-hour.ts';
import type { Owner } from './separation.ts';
import type { Settings } from './settings.ts';
import { users } from './users.ts';

/** Where it is told, and how a file is made its reader's. */
export interface ToldPlaces {
  readonly folder: string;
  readonly give: (file: string, owner: Owner) => void;
}

const machine: ToldPlaces = {
  folder: '/run/isoloir',
  give: (file, owner) => chownSync(file, users[owner], users[owner]),
};

/** What the guard found, beside what it was answered. */
export interface Found {
  readonly hasChip: boolean;
  readonly hour: ConfirmedHour | null;
}

export function tellProcesses(
  settings: Settings,
  { hasChip, hour }: Found,
  { folder, give } = machine,
): void {
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  /** @returns the line that names the file; none, and no file, without a text. */
  const tell = (owner: Owner, variable: string, name: string, text: string | undefined): string[] => {
    const file = join(folder, name);
    rmSync(file, { force: true });
    if (text === undefined) return [];
    writeFileSync(`${file}.part`, text, { mode: 0o600 });
    give(`${file}.part`, owner);
    renameSync(`${file}.part`, file);
    return [`${variable}=${file}`];
  };
  write('settings', [
    `ISOLOIR_HOST=${settings.host}`,
    'ISOLOIR_PORT=8443',
    'ISOLOIR_LISTEN=0.0.0.0',
    ...(hasChip ? ['ISOLOIR_TPM=device:/dev/tpmrm0'] : []),
  ]);
  write('settings-web', [
    // As `isoloir run` has them: one begins anew while the other answers.
    'ISOLOIR_WEBS=2',
    ...tell('web', 'ISOLOIR_METRICS_TOKEN_FILE', 'metrics-token', settings.metricsToken),
  ]);
  write('settings-clock', [
    ...mailLines(settings),
    ...tell('clock', 'ISOLOIR_SMTP_CA', 'mail-authority.pem', settings.mail?.authority),
    ...smsLines(settings),
    ...tell('clock', 'ISOLOIR_SMS_CA', 'sms-authority.pem', settings.sms?.authority),
    ...machineLines(settings),
    ...(hour === null ? [] : [`ISOLOIR_CLOCK_BACK="${hour.confirmedMs} ${hour.seconds}"`]),
  ]);
}

function mailLines({ mail }: Settings): string[] {
  return mail === undefined
    ? []
    : [`ISOLOIR_SMTP=${quoted(mail.url)}`, `ISOLOIR_MAIL_FROM=${quoted(mail.from)}`];
}

function smsLines({ sms }: Settings): string[] {
  if (sms === undefined) return [];
  const { url, header, template } = sms;
  return [
    `ISOLOIR_SMS_URL=${quoted(url)}`,
    `ISOLOIR_SMS_TEMPLATE=${quoted(template)}`,
    ...(header === undefined ? [] : [`ISOLOIR_SMS_HEADER=${quoted(header)}`]),
  ];
}

/** For the journal, which says when they change. */
function machineLines({ network = 'dhcp', timeServers }: Settings): string[] {
  return [`ISOLOIR_NETWORK=${quoted(network)}`, `ISOLOIR_TIME_SERVERS=${quoted(timeServers.join(' '))}`];
}

/** As systemd reads it back (systemd.exec(5), EnvironmentFile). */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
