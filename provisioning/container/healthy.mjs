// The health check of the container: 0 when the site answers. Whose certificate it is does not matter here, on this machine.
import { request } from 'node:https';

const port = Number(process.env.ISOLOIR_PORT ?? '8443');
const asked = request(
  { host: 'localhost', port, path: '/sante', rejectUnauthorized: false, timeout: 4_000 },
  (answer) => {
    answer.resume();
    process.exitCode = answer.statusCode === 200 ? 0 : 1;
  },
);
asked.on('timeout', () => asked.destroy(new Error('no answer')));
asked.on('error', () => (process.exitCode = 1));
asked.end();
