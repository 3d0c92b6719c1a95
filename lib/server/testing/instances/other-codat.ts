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
  const renamed = await fetch(`${emulator.url}/profile`, {
    method: 'PUT',
    headers: { authorization: `Basic ${Buffer.from(apiKey).toString('base64')}` },
    body: JSON.stringify({ name, redirectUrl: 'https://link.codat.io/company/{companyId}' }),
  });
  if (!renamed.ok) throw new Error(`The emulator answered ${renamed.status}.`);
  return {
    url: emulator.url,
    control: connectToEmulator(emulator.url, apiKey),
    close: () => emulator.close(),
  };
}
