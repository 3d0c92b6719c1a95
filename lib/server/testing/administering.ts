import { connectToEmulator, type EmulatorControl } from '@/emulator/control';
import { startEmulator } from '@/emulator/server';
import type { InstanceDraft } from '@/lib/instances/instance-draft';
import { database } from '../db/database';
import type { InstanceRow } from '../db/schema';

/** Not like any value that a message or a row might hold by chance. */
export const otherKey = 'canary-Zq8-key-of-the-other-client';
export const rotatedKey = 'canary-Zq9-key-after-the-rotation';

export type OtherCodat = {
  readonly url: string;
  readonly control: EmulatorControl;
  close(): Promise<void>;
};

/** Starts a second Codat, with a client of this name. */
export async function startOtherCodat(name: string, apiKey = otherKey): Promise<OtherCodat> {
  const emulator = await startEmulator({ port: 0, apiKey });
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

export function draftFor(url: string, changes: Partial<InstanceDraft> = {}): InstanceDraft {
  return {
    ...{ name: 'Production', slug: 'production', colour: 'red', shape: 'star', kind: 'live' },
    ...{ credentialTests: false, apiUrl: url, apiKey: otherKey },
    ...changes,
  };
}

export async function instanceAt(slug: string): Promise<InstanceRow> {
  return database().selectFrom('instances').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow();
}
