/**
 * Composition root of every process of the appliance: reads the configuration, opens the data folder, starts the one
 * process asked for, stops it cleanly. An error nobody expected stops the process: pm2 starts it again, and start-up
 * settles what was left. A process loads its own code and no other's: the urn has no PDF library in memory.
 */
import type { Server } from 'node:http';
import { pino } from 'pino';
import { readConfig, type Config } from './config.ts';
import { crashPoints } from './crash-points.ts';
import { openDataFolder } from './data-folder.ts';

/** Below the time that pm2 leaves before it kills. */
const lastAnswersMs = 3_000;
const longestBusyMs = 1_000;
/** A turn of the event loop that short did nothing but look. */
const restMs = 1;

const config = readConfig();
// What an administrator must know, on the error output: no access, no election fact, and no time, which a busy minute
// could tie to a vote.
const log = pino({ name: config.process, level: 'warn', base: null, timestamp: false }, pino.destination(2));
const data = openDataFolder(config.dataPath, undefined, config.apart);
const reach = crashPoints(data, config.crashAt);

const server = await start(config);
process.send?.('ready');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    atRest(performance.now() + longestBusyMs, () => {
      server.close(() => process.exit(0));
      // What is being answered is answered first: another process of the pages takes what comes.
      setTimeout(() => server.closeAllConnections(), lastAnswersMs).unref();
    });
  });
}

/**
 * When nothing waits to be accepted: the kernel resets the connections that wait for a listener that closes, and a process
 * at work has some. At the latest at `untilMs`.
 */
function atRest(untilMs: number, act: () => void): void {
  const beganMs = performance.now();
  setImmediate(() => {
    const nowMs = performance.now();
    if (nowMs - beganMs < restMs || nowMs > untilMs) act();
    else atRest(untilMs, act);
  });
}

async function start(config: Config): Promise<Server> {
  const { process: name, host, port, terminalPort, mail, sms, tpm, listen, metricsToken } = config;
  switch (name) {
    case 'roll': {
      const { runRoll } = await import('./roll/process.ts');
      return runRoll(data, reach, log);
    }
    case 'urn': {
      const { runUrn } = await import('./urn/process.ts');
      return runUrn(data, reach, log);
    }
    case 'codes': {
      const { runCodes } = await import('./codes/process.ts');
      return runCodes(data, log);
    }
    case 'clock': {
      const { runClock } = await import('./clock/process.ts');
      const { mailGateway } = await import('./clock/mail-gateway.ts');
      const { smsGateway } = await import('./clock/sms-gateway.ts');
      return runClock(data, reach, log, {
        gateways: {
          mail: mail === null ? null : mailGateway(mail),
          sms: sms === null ? null : smsGateway(sms),
        },
        machine: config.machine,
        clockBack: config.clockBack,
        clocks: data.mode === 'real' ? systemClocks : null,
      });
    }
    case 'attestation': {
      if (tpm === null) throw new Error('Réglage manquant : ISOLOIR_TPM.');
      const { runAttestation } = await import('./attestation/process.ts');
      return runAttestation(data, tpm, log);
    }
    case 'web': {
      const { readBooth, runWeb } = await import('./web/server.ts');
      const { connectedContext } = await import('./connected-context.ts');
      const booth = readBooth();
      const site = `https://${host}:${port}`;
      const context = connectedContext(data, {
        site,
        terminals: new URL(`https://${host}:${terminalPort}`).origin,
        boothHash: booth.hash,
        hasChip: tpm !== null,
        reach,
        log,
      });
      return runWeb(context, booth, { host: listen, port, terminalPort, metricsToken });
    }
  }
}

/** The wall clock, and one that nobody can set. */
function systemClocks() {
  return { wallMs: Date.now(), monotonicMs: performance.now() };
}
