import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { requestOf } from '../operations/operation-requests';
import { Secret } from '../secret';
import { type BareInstallation, bareInstallation, engines } from '../testing/installation';
import { prepareInstallation } from '../use-cases/installation/prepare-installation';
import { fingerprintSecret, wrap } from '../vault/vault';
import { fingerprintOf } from './observe-settings';

const owner = 'an owner with a known data key';

const asked = {
  override: [],
  draft: {
    values: { environment: 'sandbox' },
    secrets: { b: { value: 'typed', intent: 'replace' }, a: { intent: 'keep' } },
  },
};

describe.each(engines)('fingerprints on %s', (engine) => {
  let installation: BareInstallation;
  beforeAll(async () => {
    installation = await bareInstallation(engine, { CODAT_API_URL: 'http://127.0.0.1:9' });
    await prepareInstallation();
    const wrapped = wrap(owner, Buffer.alloc(32, 7));
    await database().insertInto('data_keys').values({ owner, wrapped, created_at: 0 }).execute();
  });
  afterAll(() => installation.remove());

  it('are those that earlier versions stored', async () => {
    const map = new Map([
      ['clientSecret', new Secret('typed')],
      ['__proto__', new Secret('ö"')],
    ]);
    const request = { id: 'id', viewer: { userId: 'user' }, instance: { id: owner } };
    expect({
      map: await fingerprintOf(owner, map),
      value: await fingerprintSecret(owner, new Secret('typed')),
      request: (await requestOf({ ...request, kind: 'save', subject: 'plaid', asked })).digest,
    }).toEqual({
      map: 'aNlLyUjIVA-AL6_uQtbkiqIqdRayhLS4_JObNP-eaPY',
      value: 'ahW_DmqSxnKRSVjzcpq8h4jpLg-1DWcQcluuXdTYU10',
      request: 'xyAOp7Ls3oOwD9TyG8hlC8f7Rby3UtPZ0K2PQ4UOGbk',
    });
  });
});
