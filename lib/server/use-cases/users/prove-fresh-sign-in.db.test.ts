import { describe, expect, it } from 'vitest';
import { requireFreshSignIn, stampFreshSignIn } from '../../auth/fresh-sign-in';
import { endSessionsOf } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { codeOf, isFresh, moveProof, prove, viewerOf } from '../../testing/fresh/moving-proofs';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { givePassword, password } from '../../testing/people';
import { changeOwnPassword } from './own-account';
import { readFreshSignIn } from './prove-fresh-sign-in';

const minuteMs = 60_000;

describe.each(engines)('a fresh sign-in, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('is one of the last 15 minutes, by the database’s clock', async () => {
    const person = await portal.signInAs('Administrator');
    expect(await isFresh(person)).toBe(true);
    for (const [byMs, fresh] of [
      [-15 * minuteMs + 5_000, true],
      [-15 * minuteMs - 1, false],
      [minuteMs, false],
      [null, false],
    ] as const) {
      await moveProof(person, byMs);
      expect(await isFresh(person), String(byMs)).toBe(fresh);
    }
  });

  it('stays spent if the clock is set back after it was found so', async () => {
    const person = await portal.signInAs('Administrator');
    await moveProof(person, -16 * minuteMs);
    expect(await isFresh(person)).toBe(false);
    const stored = await database().selectFrom('sessions').select('authenticated_at').execute();
    expect(stored).toEqual([{ authenticated_at: null }]);
  });

  it('is renewed by the password in this session alone, on record', async () => {
    await givePassword('Administrator');
    const here = await portal.signInAs('Administrator');
    const elsewhere = await portal.signInAs('Administrator');
    const other = await portal.signInAs('Developer');
    for (const browser of [here, elsewhere, other]) await moveProof(browser, null);
    expect(await prove(here, password)).toBe('done');
    expect(await Promise.all([here, elsewhere, other].map(isFresh))).toEqual([true, false, false]);
    expect(await portal.recorded()).toMatchObject([
      { action: 'session.fresh-sign-in', actor: emailOf('Administrator'), outcome: 'applied' },
    ]);
  });

  it('is refused to a wrong password and to that of another user, on record', async () => {
    await givePassword('Developer');
    const person = await portal.signInAs('Onboarding');
    await moveProof(person, null);
    expect(await prove(person, 'wrong')).toBe('wrong-password');
    expect(await prove(person, password)).toBe('wrong-password');
    expect(await isFresh(person)).toBe(false);
    const refused = { action: 'session.fresh-sign-in-refused', outcome: 'refused' };
    expect(await portal.recorded()).toMatchObject([refused, refused]);
  });

  it('takes so many guesses and no more, counted with those at a change of password, in all sessions', async () => {
    await givePassword('Analyst');
    const [here, elsewhere] = [await portal.signInAs('Analyst'), await portal.signInAs('Analyst')];
    const change = () =>
      codeOf(here.does(() => changeOwnPassword({ current: 'wrong', password: 'another horse altogether' })));
    for (let i = 0; i < 2; i += 1) {
      expect(await prove(here, 'wrong')).toBe('wrong-password');
      expect(await prove(elsewhere, 'wrong')).toBe('wrong-password');
      expect(await change()).toBe('wrong-password');
    }
    for (const browser of [here, elsewhere]) expect(await prove(browser, password)).toBe('throttled');
    expect(await change()).toBe('throttled');
    const other = await portal.signInAs('Developer');
    expect(await prove(other, 'wrong')).toBe('wrong-password');
  });

  it('counts once for a password that is sent twice at once', async () => {
    await givePassword('Administrator');
    const person = await portal.signInAs('Administrator');
    await moveProof(person, null);
    expect(await Promise.all([prove(person, password), prove(person, password)])).toEqual(['done', 'done']);
    expect(await isFresh(person)).toBe(true);
    for (let i = 0; i < 6; i += 1) expect(await prove(person, 'wrong')).toBe('wrong-password');
    expect(await prove(person, password)).toBe('throttled');
  });

  it('is refused to a session that has ended and to a disabled user, and to one who ends while it is checked', async () => {
    await givePassword('Administrator');
    const [ended, disabled] = [
      await portal.signInAs('Administrator'),
      await portal.signInAs('Administrator'),
    ];
    const { userId } = await viewerOf(ended);
    await endSessionsOf(userId);
    expect(await prove(ended, password)).toBe('unauthenticated');

    const other = await portal.signInAs('Administrator');
    await moveProof(other, null);
    const proving = prove(other, password);
    await database().deleteFrom('sessions').execute();
    expect(await proving).toBe('unauthenticated');

    await database().updateTable('users').set({ disabled_at: 1 }).where('id', '=', userId).execute();
    expect(await prove(disabled, password)).toBe('unauthenticated');
    expect((await portal.recorded()).filter(({ action }) => action === 'session.fresh-sign-in')).toEqual([]);
  });

  it('says so of an account without a password, which no typed one proves', async () => {
    const person = await portal.signInAs('Advisor');
    expect(await person.does(() => readFreshSignIn())).toEqual({
      email: emailOf('Advisor'),
      methods: { password: true, code: false, issuer: null },
    });
    const { userId, sessionId } = await viewerOf(person);
    await database().updateTable('users').set({ password_hash: '' }).where('id', '=', userId).execute();
    expect((await person.does(() => readFreshSignIn())).methods).toEqual({
      password: false,
      code: false,
      issuer: null,
    });
    expect(await prove(person, 'anything')).toBe('no-password');
    await moveProof(person, null);
    await stampFreshSignIn(sessionId, userId);
    expect(await isFresh(person)).toBe(true);
  });

  it('is never stamped on a session of another user, or one that is over', async () => {
    const [one, other] = [await portal.signInAs('Administrator'), await portal.signInAs('Developer')];
    const [{ userId }, theirs] = [await viewerOf(one), await viewerOf(other)];
    await moveProof(other, null);
    expect(await codeOf(stampFreshSignIn(theirs.sessionId, userId))).toBe('unauthenticated');
    expect(await isFresh(other)).toBe(false);
    expect(await codeOf(requireFreshSignIn({ ...theirs, userId }))).toBe('fresh-sign-in-required');
    await database().deleteFrom('sessions').execute();
    expect(await codeOf(stampFreshSignIn(theirs.sessionId, theirs.userId))).toBe('unauthenticated');
  });
});
