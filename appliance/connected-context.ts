/** The context of the use cases over the running processes of a data folder: its store, and a socket to each process. */
import type { Logger } from 'pino';
import { attestationInterface } from './attestation/interface.ts';
import { chipQuotes, measuredBoot } from './attestation/measured-boot.ts';
import { clockInterface } from './clock/interface.ts';
import { codesInterface } from './codes/interface.ts';
import type { Reach } from './crash-points.ts';
import type { DataFolder } from './data-folder.ts';
import { readImageAgain } from './image-reading.ts';
import { rollInterface } from './roll/interface.ts';
import { connect } from './socket.ts';
import { measureSoftware } from './software.ts';
import { openElectionStore } from './storage/election-store.ts';
import { urnInterface } from './urn/interface.ts';
import type { Context } from './use-cases/context.ts';

export function connectedContext(
  data: DataFolder,
  own: {
    readonly site: string;
    readonly terminals: string;
    readonly boothHash: string;
    /** The machine has a security chip, and a process that asks it. */
    readonly hasChip: boolean;
    readonly reach: Reach;
    readonly log: Logger;
  },
): Context {
  const { socket } = data;
  const quote = own.hasChip
    ? chipQuotes(connect(socket('attestation'), attestationInterface))
    : () => Promise.resolve(null);
  return {
    data,
    election: openElectionStore(data.file('election.db'), data.now),
    roll: connect(socket('roll'), rollInterface),
    urn: connect(socket('urn'), urnInterface),
    codes: connect(socket('codes'), codesInterface),
    clock: connect(socket('clock'), clockInterface),
    reach: own.reach,
    log: own.log,
    site: own.site,
    terminals: own.terminals,
    booth: { hash: own.boothHash },
    measureSoftware: async () => ({ ...(await measureSoftware()), boot: await measuredBoot(quote) }),
    rereadImage: () => readImageAgain(),
    quote,
  };
}
