import { createServer } from 'node:net';
import { Refusal } from '../launch/startup-error.mjs';

/**
 * @typedef {object} Claim
 * @property {string} variable The environment variable that chooses another port.
 * @property {string} host
 * @property {number} port
 */

/**
 * Before anything listens, so that a taken port costs a sentence and not half a start.
 * @param {Claim[]} claims
 */
export async function requireFreePorts(claims) {
  for (const [index, claim] of claims.entries()) {
    const rival = claims.slice(0, index).find(({ port }) => port === claim.port);
    if (rival)
      throw new Refusal(`${rival.variable} and ${claim.variable} are both ${claim.port}; change one.`);
    const code = await tryToListen(claim);
    if (code) throw new Refusal(explain(claim, code));
  }
}

/**
 * @param {Claim} claim
 * @returns {Promise<string | null>} the system's error code
 */
function tryToListen({ host, port }) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/**
 * @param {Claim} claim
 * @param {string} code
 */
function explain({ variable, host, port }, code) {
  const remedy = `${variable}=${port < 65_535 ? port + 1 : 3000} npm start`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program; stop it, or choose another port: ${remedy}`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user; choose one above 1023: ${variable}=3000 npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is ${host}, which isn't an address of this machine; try HOST=127.0.0.1`;
    default:
      return `Port ${port} on ${host} can't be opened (${code}); choose another port: ${remedy}`;
  }
}
