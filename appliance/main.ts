/**
 * Composition root of every process of the appliance: reads the configuration, opens the data folder, starts the one
 * process asked for, stops it cleanly. An error nobody expected stops the process: pm2 starts it again, and start-up
 * settles what was left.
 */
import { pino } from 'pino';
import { runClock } from './clock/process.ts';
import { mailGateway } from './clock/mail-gateway.ts';
import { runCodes } from './codes/process.ts';
import { readConfig, type Config } from './config.ts';
import { connectedContext } from './connected-context.ts';
import { crashPoints } from './crash-points.ts';
import { openDataFolder } from './data-folder.ts';
import { runRoll } from './roll/process.ts';
import { runUrn } from './urn/process.ts';
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

function start({ process: name, host, port, terminalPort, mail }: Config) {
  switch (name) {
    case 'roll':
      return runRoll(data, reach, log);
    case 'urn':
      return runUrn(data, reach, log);
    case 'codes':
      return runCodes(data, log);
    case 'clock':
      return runClock(data, reach, log, {
        gateway: mail === null ? null : mailGateway(mail),
        clocks: data.mode === 'real' ? systemClocks : null,
      });
    case 'web': {
      const booth = readBooth();
      const site = `https://${host}:${port}`;
      return runWeb(connectedContext(data, { site, boothHash: booth.hash, reach, log }), booth, {
        host,
        port,
        terminalPort,
      });
    }
  }
}

/** The wall clock, and one that nobody can set. */
function systemClocks() {
  return { wallMs: Date.now(), monotonicMs: performance.now() };
}
