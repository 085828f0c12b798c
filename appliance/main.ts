/**
 * Composition root of every process of the appliance: reads the configuration, opens the data folder, starts the one
 * process asked for, stops it cleanly. An error nobody expected stops the process: pm2 starts it again, and start-up
 * settles what was left.
 */
import { pino } from 'pino';
import { runClock } from './clock/process.ts';
import { clockInterface } from './clock/interface.ts';
import { codesInterface } from './codes/interface.ts';
import { runCodes } from './codes/process.ts';
import { readConfig, type Config } from './config.ts';
import { crashPoints } from './crash-points.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { rollInterface } from './roll/interface.ts';
import { runRoll } from './roll/process.ts';
import { measureSoftware } from './software.ts';
import { connect } from './socket.ts';
import { openElectionStore } from './storage/election-store.ts';
import { urnInterface } from './urn/interface.ts';
import { runUrn } from './urn/process.ts';
import type { Context } from './use-cases/context.ts';
import { readBooth, runWeb } from './web/server.ts';

const config = readConfig();
// What an administrator must know, on the error output: no access, no election fact, and no time, which a busy minute
// could tie to a vote.
const log = pino({ name: config.process, level: 'warn', base: null, timestamp: false }, pino.destination(2));
const data = openDataFolder(config.dataPath);
const reach = crashPoints(data, config.crashAt);

const server = await start(config);
process.send?.('ready');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

function start({ process: name, host, port, terminalPort }: Config) {
  switch (name) {
    case 'roll':
      return runRoll(data, reach, log);
    case 'urn':
      return runUrn(data, reach, log);
    case 'codes':
      return runCodes(data, log);
    case 'clock':
      return runClock(data, reach, log, {
        gateway: null,
        clocks: data.mode === 'real' ? systemClocks : null,
      });
    case 'web': {
      const booth = readBooth();
      return runWeb(webContext(data, `https://${host}:${port}`, booth.hash), booth, {
        host,
        port,
        terminalPort,
      });
    }
  }
}

/** The wall clock, and one that nobody can set. */
const systemClocks = () => ({ wallMs: Date.now(), monotonicMs: performance.now() });

function webContext(folder: DataFolder, site: string, boothHash: string): Context {
  const socket = (name: string) => folder.file('run', `${name}.sock`);
  return {
    data: folder,
    election: openElectionStore(folder.file('election.db'), folder.now),
    roll: connect(socket('roll'), rollInterface),
    urn: connect(socket('urn'), urnInterface),
    codes: connect(socket('codes'), codesInterface),
    clock: connect(socket('clock'), clockInterface),
    reach,
    log,
    site,
    booth: { hash: boothHash },
    measureSoftware: () => measureSoftware(),
  };
}
