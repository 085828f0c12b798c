/**
 * The line in clear at the head of a backup: what a person must know to bring it back, and nothing secret. For a sealed
 * round it holds what holders' stations need to make their shares of the appliance's key, since nothing else of the
 * appliance may be left. Its hash is repeated inside, so that an altered line is refused once opened.
 */
import { z } from 'zod';
import { parseCanonical } from '../../core/bytes/canonical-json.ts';
import { thresholdParameters } from '../../core/belenios/threshold-messages.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { printShareRequest, type ShareRequest } from '../../core/station/share-request.ts';
import { groupKeyOf } from '../../core/station/recover-appliance-key.ts';
import { shareRequest, type Recovery } from '../use-cases/appliance-key.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Mode } from '../data-folder.ts';
import { ownMachine } from '../own-machine.ts';

export const backupFormat = 1;

/** Who can open it: whoever knows a passphrase, the printer, or a bureau's threshold with its sealed envelope. */
export type Lock = 'passphrase' | 'printer' | 'bureau';

const headerSchema = z.strictObject({
  format: z.literal(backupFormat),
  mode: z.enum(['real', 'demonstration', 'rehearsal']),
  takenMs: z.number().int(),
  lock: z.enum(['passphrase', 'printer', 'bureau']),
  bureaus: z.array(
    z.strictObject({
      id: z.string(),
      /** A share request of core/station/share-request.ts, its copy left out. */
      request: z.string(),
      /** Parameters of each group, as its key generation published them. */
      groups: z.array(z.strictObject({ id: z.string(), parameters: z.string() })),
    }),
  ),
});

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupBureau = BackupHeader['bureaus'][number];

export type HeaderRefusal =
  | { readonly code: 'backup/not-one' }
  /** Made by a newer version. */
  | { readonly code: 'backup/newer'; readonly format: number };

/** @param text the line, as it was written. */
export function parseHeader(text: string): Result<BackupHeader, HeaderRefusal> {
  const value = parseJson(text);
  const format = z.object({ format: z.number().int() }).safeParse(value);
  if (format.success && format.data.format > backupFormat)
    return err({ code: 'backup/newer', format: format.data.format });
  const read = headerSchema.safeParse(value);
  return read.success ? ok(read.data) : err({ code: 'backup/not-one' });
}

/** What each bureau's holders will need; nothing before the seal. */
export function bureausToOpen(election: ElectionStore, mode: Mode): BackupBureau[] {
  return (election.dossier()?.dossier.bureaus ?? []).flatMap((bureau) => {
    const request = shareRequest({ election, mode, machine: ownMachine() }, bureau, '');
    if (request === null || bureau.groups.length === 0) return [];
    const groups = bureau.groups.map(({ id }) => ({
      id,
      parameters: election.keyMessages(id, 'threshold')[0]?.message ?? '',
    }));
    return [{ id: bureau.id, request: printShareRequest(request), groups }];
  });
}

/** The request for the holders' station, with the copy from the envelope; no key opens on the machine where it is written now. */
export function requestWith({ request }: BackupBureau, copy: string): string {
  return printShareRequest({ ...(JSON.parse(request) as ShareRequest), machine: ownMachine(), copy });
}

/** What the copy of this bureau was made for, as the header says it; whatever it says, only the right key opens. */
export function recoveryIn(bureau: BackupBureau): Result<Recovery, HeaderRefusal> {
  const { terms } = JSON.parse(bureau.request) as ShareRequest;
  const groups = [];
  for (const { id, parameters } of bureau.groups) {
    const read = parseCanonical(thresholdParameters, parameters);
    if (!read.ok) return err({ code: 'backup/not-one' });
    groups.push({ id, parameters: read.value });
  }
  const groupKeys = groups.map(({ parameters }) => groupKeyOf(parameters));
  return ok({ terms: { ...terms, groupKeys }, groups });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
