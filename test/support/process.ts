/**
 * One process of the appliance, as appliance/main.ts starts it but without waiting for the pages: `cast` stands for
 * `web`, the use case behind a socket of its own. Arguments: name, data folder, crash point or nothing.
 */
import { pino } from 'pino';
import { crashPoints } from '../../appliance/crash-points.ts';
import { openDataFolder } from '../../appliance/data-folder.ts';

const [name = '', path = '', crashAt] = process.argv.slice(2);
const data = openDataFolder(path);
const reach = crashPoints(data, crashAt ?? null);
const log = pino({ name, level: 'warn', base: null });

// Each imports its own part alone: hundreds of them start in one test.
switch (name) {
  case 'roll':
    await (await import('../../appliance/roll/process.ts')).runRoll(data, reach, log);
    break;
  case 'urn':
    await (await import('../../appliance/urn/process.ts')).runUrn(data, reach, log);
    break;
  case 'clock':
    await (
      await import('../../appliance/clock/process.ts')
    ).runClock(data, reach, log, {
      gateways: { mail: null, sms: null },
      machine: { network: '', time: '' },
      clockBack: null,
      clocks: null,
    });
    break;
  default:
    await (await import('./caster.ts')).runCaster(data, name, reach, log);
}
process.send?.('ready');
