// The processes of the appliance under pm2-runtime (appliance/cli/processes.ts starts it). Each is one Node process
// with its own database; several `web` may listen on the same port. What fails is started again, with a growing pause.
const { join } = require('node:path');

const root = join(__dirname, '..');
const webs = Number(process.env.ISOLOIR_WEBS ?? '1');

const app = (name, own = {}) => ({
  name,
  script: join(root, 'appliance', 'main.ts'),
  interpreter: process.execPath,
  // See nodeFlags of image/guest/web-command.ts.
  interpreter_args: '--liftoff-only',
  exec_mode: 'fork',
  cwd: root,
  autorestart: true,
  exp_backoff_restart_delay: 100,
  max_memory_restart: process.env.ISOLOIR_MEMORY ?? '1G',
  kill_timeout: 5000,
  merge_logs: true,
  // Without pm2's own module inside the process, which would wrap its functions to measure them.
  pmx: false,
  out_file: '/dev/null',
  error_file: join(process.env.ISOLOIR_DATA, 'pm2', `${name}.log`),
  env: { ISOLOIR_PROCESS: name.replace(/-\d+$/, '') },
  ...own,
});

// The token station of a demonstration, beside the appliance and with virtual tokens: only `isoloir start` asks for it,
// and it does nothing for a real election.
const stationPort = process.env.ISOLOIR_STATION_PORT;
const station = () =>
  app('station', {
    script: join(root, 'kiosk', 'station', 'main.ts'),
    args: [
      ...['--appliance', `https://${process.env.ISOLOIR_HOST}:${process.env.ISOLOIR_TERMINAL_PORT}`],
      ...['--state', join(process.env.ISOLOIR_DATA, 'station')],
      ...['--label', 'Poste de démonstration', '--port', stationPort],
      ...['--virtual-tokens', join(process.env.ISOLOIR_DATA, 'readable-tokens.json')],
    ],
  });

// In the system image each process has a pm2-runtime of its own, under its own user, which runs that process alone.
const only = process.env.ISOLOIR_ONLY;
const isWanted = ({ env }) => only === undefined || env.ISOLOIR_PROCESS === only;

module.exports = {
  apps: [
    app('roll'),
    app('urn'),
    app('codes'),
    app('clock'),
    ...(process.env.ISOLOIR_TPM === undefined ? [] : [app('attestation')]),
    ...Array.from({ length: webs }, (_, index) => app(`web-${index + 1}`)),
    ...(stationPort === undefined ? [] : [station()]),
  ].filter(isWanted),
};
