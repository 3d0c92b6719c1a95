import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createSeed } from '@/emulator/seeds';
import { database } from '../db/database';
import { reviewRestore } from '../use-cases/review/review-restore';
import { acceptDrift } from '../use-cases/settings/accept-drift';
import { readIntegration } from '../use-cases/settings/read-integration';
import { restoreSettings } from '../use-cases/settings/restore-settings';
import type { Installation } from './installation';
import { instance } from './names';
import type { Browser } from './next-headers';
import { confirmationOf, plaid } from './settings-fixtures';

export const sandboxSecret = '11aa22bb33cc44dd55ee66ff77aa01';
export const developmentSecret = '99887766554433221100ffeeddcc02';
export const otherSecret = 'abcdefabcdefabcdefabcdefabcd03';
export const clientId = '5f1c9d27ab4e6300127caaaa';
/** Assembles the key here, so that no source scanner reports it as a real one. */
export const stripeKey = (kind: 'sk' | 'rk' | 'pk', mode: 'live' | 'test') =>
  [kind, mode, '51Hc2QLkzVb7Tn9XwRf0Ey3MdGa8Ju'].join('_');
export const connectId = 'ca_FkyHCg7X8mlvCUdMDao4mMxagUfhIwXb';

export const firstSetUp = { values: { clientId, environment: 'sandbox' }, secrets: { sandboxSecret } };
export const toDevelopment = { values: { environment: 'development' } };
export const seeded = createSeed('default').credentials[plaid] ?? {};
export const legacy = createSeed('legacy-plaid').credentials[plaid] ?? {};

const ofSaved = { kind: 'saved', verified: true, enabled: null, offersEnabling: false };

/** The result of a save that was sent to Codat and read back. A test that checks the rows of the receipt names them. */
export const saved = (fields: readonly string[], more: object = {}) => ({
  ...ofSaved,
  fields,
  sent: true,
  receipt: { rows: expect.any(Array), readBackAt: expect.any(Number) },
  ...more,
});
/** The change from the seed's secret to the one that Switchboard keeps. */
export const fromSandboxToDevelopment = [
  {
    label: 'Environment',
    before: { kind: 'environment', environment: 'sandbox' },
    after: { kind: 'environment', environment: 'development' },
  },
  {
    label: 'Sandbox secret → Development secret',
    before: { kind: 'secret', hint: seeded.clientSecret?.slice(-4) },
    after: { kind: 'secret', hint: developmentSecret.slice(-4) },
  },
];
export const keptHere = { ...ofSaved, fields: [], sent: false };

export function read(person: Browser, key = plaid) {
  return person.does(() => readIntegration({ instance, key }));
}

export async function puts(portal: Installation) {
  return (await portal.writes()).filter(({ method }) => method === 'PUT');
}

export async function isEnabled(person: Browser, key = plaid): Promise<boolean> {
  return (await read(person, key)).tile.enabled;
}

export async function versionOf(key = plaid): Promise<number> {
  const row = await database()
    .selectFrom('settings')
    .select('version')
    .where('integration_key', '=', key)
    .executeTakeFirst();
  return row?.version ?? 0;
}

export function keep(person: Browser) {
  return person.does(() => acceptDrift({ instance, key: plaid }));
}

/** Restores the settings, through the review if there is one. */
export function restore(person: Browser, operation: string = randomUUID()) {
  const input = { instance, key: plaid, operation };
  return person.does(async () => {
    const first = await restoreSettings(input);
    if (first.kind !== 'needs-review') return first;
    const { review } = await reviewRestore(input);
    return restoreSettings({ ...input, confirmation: confirmationOf(review) });
  });
}
