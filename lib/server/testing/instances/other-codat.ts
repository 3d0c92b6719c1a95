import { request } from 'node:http';
import { connectToEmulator, type EmulatorControl } from '@/emulator/control';
import { startEmulator } from '@/emulator/server';

/** Not like any value that a message or a row might hold by chance. */
export const otherKey = 'canary-Zq8-key-of-the-other-client';
export const rotatedKey = 'canary-Zq9-key-after-the-rotation';

export type OtherCodat = {
  readonly url: string;
  readonly control: EmulatorControl;
  close(): Promise<void>;
};

/** Starts a second Codat, with a client of this name; at the port of an earlier one, its key has been rotated. */
export async function startOtherCodat(name: string, apiKey = otherKey, port = 0): Promise<OtherCodat> {
  const emulator = await startEmulator({ port, apiKey });
  const status = await rename(emulator.url, apiKey, name);
  if (status !== 200) throw new Error(`The emulator answered ${status}.`);
  return {
    url: emulator.url,
    control: connectToEmulator(emulator.url, apiKey),
    close: () => emulator.close(),
  };
}

/** On a connection of its own: one that is left from a server at the same port is about to be cut. */
function rename(url: string, apiKey: string, name: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(apiKey).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/profile`, { method: 'PUT', agent: false, headers: { authorization } });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.end(JSON.stringify({ name, redirectUrl: 'https://link.codat.io/company/{companyId}' }));
  });
}
