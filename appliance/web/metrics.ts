/**
 * `/metrics`, for the organisation's supervision, in the text format of Prometheus 0.0.4: off unless a token is
 * configured, and given to who shows it alone. The same facts as the page of the system (use-cases/system-state.ts). No
 * count of votes, sign-offs, sessions, requests, errors or bytes, in any form: read every few seconds, each would tell
 * who votes (decision 036). A test casts votes between two readings and compares them.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Context } from '../use-cases/context.ts';
import { isWell } from '../use-cases/service-states.ts';
import { systemState, type SystemState } from '../use-cases/system-state.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

/** @param token what `Authorization: Bearer` must show. */
export function metricsRoute(context: Context, token: string): RequestHandler {
  return (request, response, next) => {
    if (!isSame(request.get('authorization') ?? '', `Bearer ${token}`)) {
      response.status(401).set('WWW-Authenticate', 'Bearer').type('text/plain').send('401\n');
      return;
    }
    systemState(context)
      .then((state) => response.type('text/plain; version=0.0.4').send(metricsText(state)))
      .catch(next);
  };
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

export function metricsText(state: SystemState): string {
  return familiesOf(state)
    .map(({ name, help, samples }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map((sample) => lineOf(name, sample))]
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('');
}

function familiesOf(state: SystemState): Family[] {
  const { services, memory, nowMs, version, runtime, mode, isSealed, image, backupMs } = state;
  const endsMs = services.flatMap((each) => (each.service === 'certificate' ? [each.endsMs] : []))[0] ?? null;
  const inSeconds = (ms: number | null) => (ms === null ? [] : [{ value: Math.floor(ms / 1000) }]);
  return [
    {
      name: 'isoloir_info',
      help: 'What runs here.',
      samples: [{ labels: { version, runtime, mode, image: image ?? '' }, value: 1 }],
    },
    {
      name: 'isoloir_well',
      help: 'Whether each part works: 1, or 0 to look at.',
      samples: [
        ...services.map((each) => ({ labels: { part: each.service }, value: isWell(each) ? 1 : 0 })),
        { labels: { part: 'memory' }, value: memory === 'low' ? 0 : 1 },
      ],
    },
    { name: 'isoloir_sealed', help: 'Whether a round is sealed.', samples: [{ value: isSealed ? 1 : 0 }] },
    {
      name: 'isoloir_certificate_end_seconds',
      help: 'When the certificate of the site ends.',
      samples: inSeconds(endsMs),
    },
    {
      name: 'isoloir_backup_seconds',
      help: 'When the last backup was made.',
      samples: inSeconds(backupMs),
    },
    { name: 'isoloir_time_seconds', help: 'Hour of the appliance.', samples: inSeconds(nowMs) },
  ];
}

function lineOf(name: string, { labels = {}, value }: Family['samples'][number]): string {
  const written = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}`;
}
