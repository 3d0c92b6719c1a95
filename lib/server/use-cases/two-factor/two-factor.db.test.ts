import { sql } from 'kysely';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toPlainCode } from '../../auth/two-factor/recovery-codes';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { findUserOf, givePassword } from '../../testing/people';
import { startSigningInProcess } from '../../testing/processes/child-process';
import {
  type AuthenticatorApp,
  beginSetUp,
  codeOf,
  codeOfKey,
  databaseNow,
  forgetSteps,
  givePasswordOf,
  switchOn,
  viewerIn,
} from '../../testing/two-factor';
import { rotateVault } from '../installation/rotate-vault';
import { finishSignIn, isCodeAwaited } from './finish-sign-in';
import {
  beginTwoFactor,
  confirmTwoFactor,
  readTwoFactor,
  renewRecoveryCodes,
  switchTwoFactorOff,
} from './own-two-factor';

const minuteMs = 60_000;

describe.each(engines)('two-factor sign-in, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let person: Browser;

  beforeEach(async () => {
    await givePassword('Analyst');
    person = await portal.signInAs('Analyst');
  });

  const confirm = (code: string, browser = person) => codeOf(browser.does(() => confirmTwoFactor({ code })));
  const finish = (browser: Browser, code: string) => codeOf(browser.does(() => finishSignIn({ code })));
  const state = async () => (await person.does(() => readTwoFactor())).state;
  const actions = async () => (await portal.recorded()).map(({ action }) => action);
  const signInWith = async (code: string) => finish(await givePasswordOf('Analyst'), code);

  describe('before its first code', () => {
    it('counts for nothing', async () => {
      const key = await beginSetUp(person);
      expect(await state()).toBe('pending');
      await expect(givePasswordOf('Analyst')).rejects.toThrow('no code was asked for');
      expect(await confirm(await codeOfKey(key, 3))).toBe('wrong-code');
      expect(await state()).toBe('pending');
      expect(await actions()).toEqual(['session.sign-in']);
    });

    it.each([
      ['ten minutes ago', -10 * minuteMs - 1],
      ['ahead of a clock that was set back', 10 * minuteMs],
    ])('is over if it was begun %s', async (_, shift) => {
      const key = await beginSetUp(person);
      const created_at = (await databaseNow()) + shift;
      await database().updateTable('second_factors').set({ created_at }).execute();
      expect(await state()).toBe('off');
      expect(await confirm(await codeOfKey(key))).toBe('two-factor-refused');
      await beginTwoFactorOfAnother();
      expect(await database().selectFrom('second_factors').selectAll().execute()).toHaveLength(1);
    });

    it('is shown to the session that began it alone, and replaced by the next one', async () => {
      const elsewhere = await portal.signInAs('Analyst');
      const key = await beginSetUp(person);
      expect(await elsewhere.does(() => readTwoFactor())).toMatchObject({ state: 'off', setUp: null });
      expect(await confirm(await codeOfKey(key), elsewhere)).toBe('two-factor-refused');
      await beginSetUp(elsewhere);
      expect(await confirm(await codeOfKey(key))).toBe('two-factor-refused');
    });

    it('asks for a fresh sign-in', async () => {
      await database().updateTable('sessions').set({ authenticated_at: null }).execute();
      expect(await codeOf(person.does(() => beginTwoFactor()))).toBe('fresh-sign-in-required');
      expect(await state()).toBe('off');
    });
  });

  async function beginTwoFactorOfAnother(): Promise<void> {
    const another = await portal.signInAs('Developer');
    await another.does(() => beginTwoFactor());
  }

  it('is on with its first code, which ends the other sessions, gives ten recovery codes, and counts as used', async () => {
    const elsewhere = await portal.signInAs('Analyst');
    const key = await beginSetUp(person);
    const code = await codeOfKey(key);
    const { codes } = await person.does(() =>
      confirmTwoFactor({ code: `${code.slice(0, 3)} ${code.slice(3)}` }),
    );
    expect(new Set(codes).size).toBe(10);
    for (const one of codes) expect(one).toMatch(/^([a-z2-7]{5}-){3}[a-z2-7]{5}$/);
    expect(await viewerIn(person)).not.toBeNull();
    expect(await viewerIn(elsewhere)).toBeNull();
    expect(await actions()).toEqual(['user.two-factor-on']);
    expect(await person.does(() => readTwoFactor())).toMatchObject({
      state: 'on',
      codesLeft: 10,
      setUp: null,
    });
    expect(await signInWith(code)).toBe('wrong-code');
    expect(await codeOf(person.does(() => beginTwoFactor()))).toBe('two-factor-refused');
  });

  describe('when it is on', () => {
    let app: AuthenticatorApp;
    beforeEach(async () => {
      app = await switchOn(person);
    });

    it('opens a session after the password and the code, and the ticket is used up', async () => {
      const browser = await givePasswordOf('Analyst');
      expect(await viewerIn(browser)).toBeNull();
      expect(await browser.does(() => isCodeAwaited())).toBe(true);
      const token = await browser.does(async () => finishSignIn({ code: await app.code() }));
      await portal.enter(browser, token);
      expect(await viewerIn(browser)).toMatchObject({ email: emailOf('Analyst'), mustSetUpTwoFactor: false });
      expect(await actions()).toEqual(['user.two-factor-on', 'session.sign-in']);
      await forgetSteps();
      expect(await browser.does(() => isCodeAwaited())).toBe(false);
      expect(await finish(browser, await app.code())).toBe('two-factor-refused');
    });

    it('goes by the database’s clock, whatever this server’s says', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
      expect(await signInWith(await app.code())).toBe('done');
    });

    it('takes no code twice, and none of an earlier step than the latest', async () => {
      const [before, now, after] = [await app.code(-1), await app.code(), await app.code(1)];
      expect(await signInWith(now)).toBe('done');
      expect(await signInWith(now)).toBe('wrong-code');
      expect(await signInWith(before)).toBe('wrong-code');
      expect(await signInWith(after)).toBe('done');
      expect(await signInWith(after)).toBe('wrong-code');
    });

    it('says and records the same of a used code as of a wrong one, after the same statements', async () => {
      const used = await app.code();
      expect(await signInWith(used)).toBe('done');
      for (const code of [used, '000000', 'abcde', app.recoveryCodes[0]?.replace(/.$/, '1') ?? '']) {
        await database().deleteFrom('throttles').execute();
        expect(await signInWith(code)).toBe('wrong-code');
      }
      const refused = (await portal.recorded()).filter(({ action }) => action === 'session.sign-in-refused');
      expect(new Set(refused.map(({ details, actor }) => `${actor} ${details}`)).size).toBe(1);
      expect(JSON.parse(refused[0]?.details ?? '')).toEqual({ address: 'unknown', reason: 'code' });
      expect(refused).toHaveLength(4);
    });

    it('lets one of many pass who send one code at the same time, over tickets of their own', async () => {
      for (let round = 0; round < 5; round += 1) {
        await forgetSteps();
        await database().deleteFrom('throttles').execute();
        const browsers = await Promise.all(Array.from({ length: 5 }, () => givePasswordOf('Analyst')));
        const code = await app.code();
        const answers = await Promise.all(browsers.map((browser) => finish(browser, code)));
        expect(answers.sort()).toEqual(['done', ...Array(4).fill('wrong-code')]);
      }
    });

    it('lets one pass of two servers that are sent one code, or one recovery code, at the same time', async () => {
      const servers = await Promise.all([startSigningInProcess(), startSigningInProcess()]);
      try {
        for (const recovery of app.recoveryCodes.slice(0, 5)) {
          for (const code of [await app.code(), recovery]) {
            await forgetSteps();
            await database().deleteFrom('throttles').execute();
            const orders = await Promise.all(
              servers.map(async () => ({ code, cookies: [...(await givePasswordOf('Analyst')).cookies] })),
            );
            const answers = await Promise.all(
              servers.map((server, index) => server.sends(orders[index] ?? { code, cookies: [] })),
            );
            expect(answers.sort()).toEqual(['done', 'wrong-code']);
          }
        }
      } finally {
        await Promise.all(servers.map((server) => server.kill()));
      }
    }, 60_000);

    it('lets one pass of many who send one ticket with codes of their own', async () => {
      const browser = await givePasswordOf('Analyst');
      const codes = [await app.code(), ...app.recoveryCodes.slice(0, 3)];
      const answers = await Promise.all(codes.map((code) => finish(browser, code)));
      expect(answers.sort()).toEqual(['done', ...Array(3).fill('two-factor-refused')]);
      // The codes that came too late are not used up.
      const { codesLeft } = await person.does(() => readTwoFactor());
      expect(codesLeft).toBeGreaterThanOrEqual(9);
    });

    it('takes each recovery code once, however it is typed, on record with how many are left', async () => {
      const [first = '', second = ''] = app.recoveryCodes;
      expect(await signInWith(` ${toPlainCode(first)} `)).toBe('done');
      expect(await signInWith(first)).toBe('wrong-code');
      expect(await signInWith(second.replaceAll('-', ' '))).toBe('done');
      const used = (await portal.recorded()).filter(({ action }) => action === 'user.recovery-code-used');
      expect(used.map(({ details }) => details)).toEqual(['{"left":9}', '{"left":8}']);
      expect(await person.does(() => readTwoFactor())).toMatchObject({ codesLeft: 8 });
    });

    it('lets one of many pass who send one recovery code at the same time', async () => {
      const browsers = await Promise.all(Array.from({ length: 5 }, () => givePasswordOf('Analyst')));
      const answers = await Promise.all(
        browsers.map((browser) => finish(browser, app.recoveryCodes[0] ?? '')),
      );
      expect(answers.sort()).toEqual(['done', ...Array(4).fill('wrong-code')]);
    });

    it('ends the recovery codes of before with new ones, after a fresh sign-in', async () => {
      const { codes } = await person.does(() => renewRecoveryCodes());
      expect(await signInWith(app.recoveryCodes[0] ?? '')).toBe('wrong-code');
      expect(await signInWith(codes[0] ?? '')).toBe('done');
      await database().updateTable('sessions').set({ authenticated_at: null }).execute();
      expect(await codeOf(person.does(() => renewRecoveryCodes()))).toBe('fresh-sign-in-required');
    });

    it('is switched off by a code after a fresh sign-in, and the recovery codes go with it', async () => {
      const off = (code: string) => codeOf(person.does(() => switchTwoFactorOff({ code })));
      expect(await off('000000')).toBe('wrong-code');
      await database().updateTable('sessions').set({ authenticated_at: null }).execute();
      expect(await off(await app.code())).toBe('fresh-sign-in-required');
      await database()
        .updateTable('sessions')
        .set({ authenticated_at: await databaseNow() })
        .execute();
      const waiting = await givePasswordOf('Analyst');
      expect(await off(await app.code())).toBe('done');
      expect(await database().selectFrom('recovery_codes').selectAll().execute()).toEqual([]);
      expect(await finish(waiting, await app.code(1))).toBe('two-factor-refused');
      await expect(givePasswordOf('Analyst')).rejects.toThrow('no code was asked for');
      expect(await actions()).toContain('user.two-factor-off');
    });

    it('still opens its key after a rotation of the vault', async () => {
      expect(await rotateVault()).toBeGreaterThan(0);
      await portal.restart();
      expect(await signInWith(await app.code())).toBe('done');
    });

    it('opens no key that was moved to another account', async () => {
      const { id } = await findUserOf('Developer');
      await givePassword('Developer');
      await switchOn(await portal.signInAs('Developer'));
      const moved = database().selectFrom('second_factors').select('key_sealed').where('user_id', '!=', id);
      await database()
        .updateTable('second_factors')
        .set({ key_sealed: (await moved.executeTakeFirstOrThrow()).key_sealed })
        .where('user_id', '=', id)
        .execute();
      const browser = await givePasswordOf('Developer');
      await expect(browser.does(async () => finishSignIn({ code: await app.code() }))).rejects.toThrow(
        /can't be opened/,
      );
    });

    it('leaves neither key nor code in the database, the activity or the log', async () => {
      const code = await app.code();
      expect(await signInWith('000000')).toBe('wrong-code');
      expect(await signInWith(code)).toBe('done');
      expect(await signInWith(app.recoveryCodes[0] ?? '')).toBe('done');
      const tables = await database().introspection.getTables();
      const rows = await Promise.all(
        tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(database())),
      );
      const kept = (JSON.stringify(rows) + portal.logged()).toUpperCase();
      expect(kept).toContain('SESSION.SIGN-IN-REFUSED');
      for (const secret of [app.key, ...app.recoveryCodes, ...app.recoveryCodes.map(toPlainCode)]) {
        expect(kept).not.toContain(secret.toUpperCase());
      }
      for (const typed of ['000000', code]) expect(kept).not.toMatch(new RegExp(`"${typed}"`));
    });
  });
});
