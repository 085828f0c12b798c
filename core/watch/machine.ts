/** The machine under the vote: processes, their clocks, the disk, the certificate, the mails. */
import type { Finding } from './alert.ts';
import type { Observation, ProcessState } from './observation.ts';

const mebibyte = 1024 ** 2;
const diskLow = 1024 * mebibyte;
const diskFull = 256 * mebibyte;
const clockLead = 2_000;
const manyRestarts = 3;
const day = 86_400_000;
const certificateDays = 15;

export function machineFindings(observation: Observation): Finding[] {
  return [
    ...observation.processes.flatMap(processFindings),
    ...diskFindings(observation),
    ...certificateFindings(observation),
    ...(observation.unsentMails > 0
      ? [{ kind: 'mail-unsent' as const, subject: '', facts: { count: observation.unsentMails } }]
      : []),
  ];
}

function processFindings({ process, answers, restarts, clockLeadMs }: ProcessState): Finding[] {
  const found: Finding[] = [];
  if (!answers) found.push({ kind: 'process-silent', subject: process, facts: {} });
  if (restarts >= manyRestarts)
    found.push({ kind: 'process-restarting', subject: process, facts: { restarts } });
  if (clockLeadMs !== null && Math.abs(clockLeadMs) > clockLead)
    found.push({
      kind: 'clocks-differ',
      subject: process,
      facts: { seconds: Math.round(Math.abs(clockLeadMs) / 1000) },
    });
  return found;
}

function diskFindings({ disk }: Observation): Finding[] {
  if (disk === null || disk.freeBytes >= diskLow) return [];
  const freeMebibytes = Math.floor(disk.freeBytes / mebibyte);
  const kind = disk.freeBytes < diskFull ? 'disk-full' : 'disk-low';
  return [{ kind, subject: '', facts: { freeMebibytes } }];
}

function certificateFindings({ atMs, closesMs, certificateEndsMs: endsMs }: Observation): Finding[] {
  if (endsMs === null) return [];
  if (endsMs <= atMs || (closesMs !== null && endsMs <= closesMs))
    return [{ kind: 'certificate-ends-early', subject: '', facts: { endsMs } }];
  return endsMs - atMs < certificateDays * day
    ? [{ kind: 'certificate-expiring', subject: '', facts: { endsMs } }]
    : [];
}
