import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { findWaitingMessage, openMail } from '../../outbox/outbox';
import { codeOf, invited, mail, other, password, tokenOf, withAda } from '../../testing/ada';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { runJobs } from '../jobs/run-jobs';
import { disableUser, enableUser } from './change-user';
import { changeOwnPassword } from './own-account';
import { createPasswordLink, readPasswordLink, requestPasswordLink, setNewPassword } from './password-link';

describe.each(engines)('two links to a new password of one user, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const { addAda, administrator, enter } = withAda(portal);

  /** Returns the token of the link that is mailed once a stranger has asked for it. */
  async function askByMail(): Promise<string> {
    await new Browser().does(() => requestPasswordLink({ email: invited }));
    await runJobs();
    const { message_id } = await database()
      .selectFrom('user_links')
      .select('message_id')
      .where('kind', '=', 'password-mail')
      .executeTakeFirstOrThrow();
    const message = await findWaitingMessage(message_id ?? '');
    if (!message) throw new Error('No mail is waiting.');
    const [url] = /http\S+\/new-password\/\S+/.exec((await openMail(message)).text) ?? [];
    return tokenOf(url ?? '');
  }

  async function handOver(user: string): Promise<string> {
    const { url } = await (await administrator()).does(() => createPasswordLink({ user }));
    return tokenOf(url);
  }

  const look = (token: string) => codeOf(new Browser().does(() => readPasswordLink({ token })));
  const use = (token: string, chosen = other) =>
    codeOf(new Browser().does(() => setNewPassword({ token, password: chosen })));

  async function begin(): Promise<string> {
    await portal.restart(mail);
    return addAda();
  }

  it('stay apart: a mail that a stranger asks for does not end the link of an Administrator', async () => {
    const user = await begin();
    const handed = await handOver(user);
    const mailed = await askByMail();
    expect(await look(handed)).toBe('done');
    expect(await look(mailed)).toBe('done');
    expect(await use(handed)).toBe('done');
    expect(await codeOf(enter(other))).toBe('done');
    expect(await use(mailed, 'a third horse, quite late')).toBe('link-over');
    expect(await look(mailed)).toBe('link-over');
  });

  it('end together, whichever of them is used', async () => {
    const user = await begin();
    const handed = await handOver(user);
    const mailed = await askByMail();
    expect(await use(mailed)).toBe('done');
    expect(await use(handed)).toBe('link-over');
  });

  it('end with a newer one of an Administrator, and a mailed one with a newer mail', async () => {
    const user = await begin();
    const first = await askByMail();
    const second = await askByMail();
    expect([await look(first), await look(second)]).toEqual(['link-over', 'done']);
    const handed = await handOver(user);
    expect([await look(second), await look(handed)]).toEqual(['link-over', 'done']);
    const again = await handOver(user);
    expect([await look(handed), await look(again)]).toEqual(['link-over', 'done']);
  });

  it('end with a change of the password, and with the account', async () => {
    const user = await begin();
    const [handed, mailed] = [await handOver(user), await askByMail()];
    const browser = new Browser();
    await portal.enter(browser, await enter(password, browser));
    await browser.does(() => changeOwnPassword({ current: password, password: other }));
    expect([await look(handed), await look(mailed)]).toEqual(['link-over', 'link-over']);

    const [later, mailedLater] = [await handOver(user), await askByMail()];
    const admin = await administrator();
    await admin.does(() => disableUser({ user }));
    await admin.does(() => enableUser({ user }));
    expect([await look(later), await look(mailedLater)]).toEqual(['link-over', 'link-over']);
  });
});
