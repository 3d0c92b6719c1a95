import { createServer } from 'node:net';

/** @returns {Promise<number>} a free port on the loopback address */
export function findFreePort() {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} url */
export async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'error' })).ok;
  } catch {
    return false;
  }
}
