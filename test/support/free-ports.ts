/** Ports that nothing listens on, one after the other: the site's and the terminals'. */
import { createServer } from 'node:net';

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)));
  });
}

/** The first of two. */
export async function freePorts(): Promise<number> {
  for (let port = 22_000 + Math.floor(Math.random() * 8_000); ; port += 2)
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
}
