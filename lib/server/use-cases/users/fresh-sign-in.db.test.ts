import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { stampFreshSignIn } from '../../auth/fresh-sign-in';
import { startSession } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { beginGuarded, guardedRequests, withOperation } from '../../testing/fresh/guarded-requests';
import { codeOf, isFresh, moveProof, prove, viewerOf } from '../../testing/fresh/moving-proofs';
import { engines, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { givePassword, password } from '../../testing/people';
import { development, inputFor, reviewOf } from '../../testing/reviewing';
import { change, confirmationOf } from '../../testing/settings-fixtures';
import { saveSettings } from '../settings/save-settings';

const tries = process.env.TEST_LONG === '1' ? 1_000 : 200;
const minuteMs = 60_000;
const names = Object.keys(guardedRequests);

/** The ways to come without a fresh sign-in, each with how long ago or ahead of the clock its proof is. */
const ways = [
  'older',
  'never',
  'set back',
  'another session',
  'another user',
  'replayed',
  'after its end',
] as const;
const attempts = fc.record({
  name: fc.constantFrom(...names),
  way: fc.constantFrom(...ways),
  ms: fc.integer({ min: 1, max: 7 * 60 * minuteMs }),
});

describe.each(engines)('a request that asks for a fresh sign-in, on %s', (engine) => {
  const portal = setupInstallation(engine);

  let first: InstanceRow | undefined;

  async function begin(): Promise<Browser> {
    await portal.forget();
    first ??= await portal.instanceRow();
    await beginGuarded(first);
    return portal.signInAs('Administrator');
  }

  let person: Browser;
  beforeEach(async () => {
    person = await begin();
  });

  /** All that such a request could change, here and at Codat. */
  const effects = async () => {
    const read = async (table: 'users' | 'user_links' | 'settings' | 'operation_requests' | 'outbox') =>
      database().selectFrom(table).selectAll().execute();
    const instances = await database().selectFrom('instances').selectAll().orderBy('id').execute();
    return JSON.stringify([
      await Promise.all(
        (['users', 'user_links', 'settings', 'operation_requests', 'outbox'] as const).map(read),
      ),
      // Readings of Codat raise the revision, and note whether the key is accepted.
      instances.map(({ revision: _, key_refused_at: __, ...row }) => row),
      await portal.openOperations(),
      await portal.writes(),
      (await portal.recorded()).filter(({ action }) => !action.startsWith('session.')).length,
    ]);
  };

  const stale: Record<(typeof ways)[number], (person: Browser, ms: number) => Promise<unknown>> = {
    older: (person, ms) => moveProof(person, -15 * minuteMs - ms),
    never: (person) => moveProof(person, null),
    'set back': (person, ms) => moveProof(person, 5_000 + minuteMs + ms),
    async 'another session'(person) {
      const elsewhere = await portal.signInAs('Administrator');
      await moveProof(person, null);
      expect(await prove(elsewhere, password)).toBe('done');
    },
    async 'another user'(person) {
      await moveProof(person, null);
      const other = await portal.signInAs('Developer');
      expect(await prove(other, password)).toBe('done');
      const [mine, theirs] = [await viewerOf(person), await viewerOf(other)];
      expect(await codeOf(stampFreshSignIn(mine.sessionId, theirs.userId))).toBe('unauthenticated');
      expect(await codeOf(stampFreshSignIn(theirs.sessionId, mine.userId))).toBe('unauthenticated');
    },
    /** A proof that was right at its time is worth nothing once it is spent. */
    async replayed(person, ms) {
      expect(await prove(person, password)).toBe('done');
      await moveProof(person, -15 * minuteMs - ms);
      expect(await isFresh(person)).toBe(false);
    },
    async 'after its end'(person) {
      const { userId } = await viewerOf(person);
      const old = await startSession(userId);
      await moveProof(person, null);
      await database().deleteFrom('sessions').where('user_id', '!=', userId).execute();
      await stampFreshSignIn(old.sessionId, userId);
    },
  };

  it(`is refused without one in ${tries} of ${tries} tries, and changes nothing`, async () => {
    for (const role of ['Administrator', 'Developer'] as const) await givePassword(role);
    const accepted: string[] = [];
    for (const { name, way, ms } of fc.sample(attempts, { numRuns: tries, seed: 20 })) {
      person = await begin();
      const send = await guardedRequests[name]?.(portal, person);
      if (!send) throw new Error(name);
      await stale[way](person, ms);
      const before = await effects();
      const code = await codeOf(person.does(send));
      if (code !== 'fresh-sign-in-required') accepted.push(`${name} (${way}): ${code}`);
      expect(await effects(), `${name} (${way})`).toBe(before);
    }
    expect(accepted).toEqual([]);
  }, 600_000);

  it.each(names)('%s goes through as it was sent once the password is given, and once only', async (name) => {
    await givePassword('Administrator');
    const send = await guardedRequests[name]?.(portal, person);
    if (!send) throw new Error(name);
    await moveProof(person, null);
    expect(await codeOf(person.does(send))).toBe('fresh-sign-in-required');
    const before = await effects();
    expect(await prove(person, password)).toBe('done');
    expect(await effects()).toBe(before);
    expect(await codeOf(person.does(send))).toBe('done');
    const after = await effects();
    expect(after).not.toBe(before);
    if (!withOperation.includes(name)) return;
    expect(await codeOf(person.does(send))).toBe('done');
    expect(await effects()).toBe(after);
  });

  it('does not ask for one if a save breaks nothing, or its instance is a test one', async () => {
    await moveProof(person, null);
    expect(await change(person, { values: { countryCodes: 'GB' } })).toMatchObject({ kind: 'saved' });
    const input = await inputFor(person, development);
    const confirmation = confirmationOf(await reviewOf(person, input));
    const send = () => person.does(() => saveSettings.untrusted({ ...input, confirmation }));
    expect(await codeOf(send())).toBe('fresh-sign-in-required');
    await database().updateTable('instances').set({ kind: 'test' }).where('slug', '=', instance).execute();
    expect(await send()).toMatchObject({ kind: 'saved', sent: true });
  });

  it('asks for the review before the sign-in, and shows neither to a role that may not do it', async () => {
    const input = await inputFor(person, development);
    await moveProof(person, null);
    expect(await person.does(() => saveSettings.untrusted(input))).toMatchObject({ kind: 'needs-review' });
    for (const role of ['Onboarding', 'Advisor', 'Analyst'] as const) {
      const other = await portal.signInAs(role);
      await moveProof(other, null);
      expect(await codeOf(other.does(() => saveSettings.untrusted(input)))).toBe('forbidden');
    }
  });
});
