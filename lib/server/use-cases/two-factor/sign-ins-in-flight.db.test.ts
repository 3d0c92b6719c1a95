import { beforeEach, describe, expect, it } from 'vitest';
import { completeSignIn } from '../../auth/complete-sign-in';
import { findCodeHolder } from '../../auth/two-factor/second-step';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { findUserOf, givePassword, password } from '../../testing/people';
import { codeOf, switchOn } from '../../testing/two-factor';
import { addUser } from '../users/add-user';
import { changeOwnPassword } from '../users/own-account';
import { resetTwoFactorByCommand } from './reset-two-factor';

const email = emailOf('Analyst');

describe.each(engines)('a sign-in that is in flight, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let owner: Browser;
  let user: string;

  beforeEach(async () => {
    await givePassword('Analyst');
    user = (await findUserOf('Analyst')).id;
    owner = await portal.signInAs('Analyst');
  });

  const sessions = () => database().selectFrom('sessions').select('id').where('user_id', '=', user).execute();
  const actions = async () => (await portal.recorded()).map(({ action }) => action);

  /** The last step of a sign-in, for the account as it is now: what it asked for was given before the change. */
  async function inFlight(code: boolean, change: () => Promise<unknown>): Promise<string> {
    const browser = new Browser();
    const holder = await browser.does(() => findCodeHolder(email));
    if (!holder) throw new Error('no such account');
    await change();
    return codeOf(browser.does(() => completeSignIn(holder, { code })));
  }

  it('opens nothing by the password alone once two-factor sign-in is on', async () => {
    expect(await inFlight(false, () => switchOn(owner))).toBe('two-factor-refused');
    expect(await sessions()).toHaveLength(1);
    expect(await actions()).toEqual(['user.two-factor-on']);
  });

  it('opens nothing by a code of a factor that was reset, or by a password that was changed', async () => {
    await switchOn(owner);
    expect(await inFlight(true, () => resetTwoFactorByCommand({ email }))).toBe('two-factor-refused');
    expect(await sessions()).toEqual([]);
    const again = await portal.signInAs('Analyst');
    const change = () =>
      again.does(() => changeOwnPassword({ current: password, password: 'a horse on the moor' }));
    expect(await inFlight(false, change)).toBe('two-factor-refused');
    expect(await sessions()).toHaveLength(1);
    expect(await inFlight(false, () => addUser({ email, role: 'Analyst' }))).toBe('two-factor-refused');
    expect(await sessions()).toEqual([]);
  });
});
