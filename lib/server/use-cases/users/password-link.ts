import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { type Actor, actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forPublic, forViewer } from '../../auth/guard';
import { isPasswordSignInOff, requirePasswordSignIn } from '../../auth/password-sign-in';
import { hashPassword } from '../../auth/passwords';
import { peerAddress } from '../../auth/peer-address';
import { forgetDevicesOf } from '../../auth/sessions/devices';
import { endSessionsOf } from '../../auth/sessions/sessions';
import { clearAttempts, recordAttempt } from '../../auth/throttle';
import { database } from '../../db/database';
import type { User } from '../../db/schema';
import { env } from '../../env';
import { AppError } from '../../errors';
import { isLocale } from '../../i18n/locale';
import type { JobDefinition } from '../../jobs/definition';
import { scheduleJob } from '../../jobs/jobs';
import { postMail } from '../../outbox/outbox';
import { emailAddress, linkToken, newPassword } from '../../users/inputs';
import { requireAcceptable } from '../../users/require-acceptable';
import { tryLink } from '../../users/try-link';
import { consumeLink, createLink, linkLifeMs, storeLink } from '../../users/user-links';
import { mailWithLink } from '../../users/user-mails';
import type { SentLink } from './invite-user';

const mailJob = 'mail-password-link';

type Target = Pick<User, 'id' | 'email' | 'name' | 'language' | 'password_hash'>;

/** Lets an Administrator give a user a link to choose a new password. The present one holds until the link is used. */
export const createPasswordLink = forViewer(
  'users:manage',
  z.object({ user: z.uuid() }),
  async (viewer, { user }): Promise<SentLink> => {
    await requirePasswordSignIn();
    const target = await findActive('id', user);
    if (!target) throw new AppError('not-found');
    // The link of one's own account, or another Administrator's, would be a way past every fresh sign-in.
    await requireFreshSignIn(viewer);
    return sendLink('password', target, actorOf(viewer));
  },
);

/** Answers the same, in the same time, whether there is such an account or not: the mail is written by a job. */
export const requestPasswordLink = forPublic(
  'forgotten-password',
  z.object({ email: emailAddress }),
  async ({ email }) => {
    await requirePasswordSignIn();
    if (!env().mail) throw new AppError('not-found');
    await recordAttempt([
      { kind: 'password-mail', name: email },
      { kind: 'password-mails', name: peerAddress(await headers()) },
    ]);
    await scheduleJob(database(), { name: mailJob, subject: email });
    return { email };
  },
);

export const mailPasswordLink: JobDefinition = {
  name: mailJob,
  async run(email) {
    const target = await findActive('email', email);
    // An account that the issuer made gets its first password from an Administrator alone.
    if (target?.password_hash && !(await isPasswordSignInOff()))
      await sendLink('password-mail', target, actorOf({ ...target, userId: target.id }));
    return null;
  },
};

/** Shows whose password the link changes. */
export const readPasswordLink = forPublic(
  'password-link',
  z.object({ token: linkToken }),
  async ({ token }): Promise<{ readonly email: string }> => {
    await requirePasswordSignIn();
    const { email } = await tryLink('password', token);
    return { email };
  },
);

/** Ends every session of the user, since the old password may be in other hands. */
export const setNewPassword = forPublic(
  'new-password',
  z.object({ token: linkToken, password: newPassword }),
  async ({ token, password }) => {
    await requirePasswordSignIn();
    const { email } = await tryLink('password', token);
    const user = await findActive('email', email);
    if (!user) throw new AppError('link-over');
    requireAcceptable(password, [user.name, email]);
    const password_hash = await hashPassword(password);
    await recordActivity(
      {
        chain: installationChain,
        actor: actorOf({ userId: user.id, email, name: user.name }),
        action: 'user.password-reset',
        phase: 'event',
        outcome: 'applied',
        details: { email },
      },
      async (trx) => {
        await consumeLink(trx, 'password', token);
        const changed = await trx
          .updateTable('users')
          .set({ password_hash })
          .where('id', '=', user.id)
          .where('disabled_at', 'is', null)
          .executeTakeFirst();
        if (changed.numUpdatedRows === 0n) throw new AppError('link-over');
        await endSessionsOf(user.id, trx);
        await forgetDevicesOf(user.id, trx);
      },
    );
    await clearAttempts([{ kind: 'account', name: email }]);
    return { email };
  },
);

async function sendLink(kind: 'password' | 'password-mail', target: Target, actor: Actor): Promise<SentLink> {
  const link = createLink(kind);
  const language = isLocale(target.language) ? target.language : 'en';
  const mail = await mailWithLink(link, { email: target.email, language });
  await recordActivity(
    {
      chain: installationChain,
      actor,
      action: 'user.password-link',
      phase: 'event',
      outcome: 'applied',
      details: { email: target.email, mailed: mail !== null },
    },
    async (trx) => {
      await storeLink(trx, link, {
        email: target.email,
        role: null,
        createdBy: actor.id ?? 'system',
        messageId: mail?.id ?? null,
      });
      if (mail) await postMail(trx, mail, linkLifeMs.password);
    },
  );
  return { email: target.email, url: link.url, isMailed: mail !== null };
}

function findActive(by: 'id' | 'email', value: string): Promise<Target | undefined> {
  return database()
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language', 'password_hash'])
    .where(by, '=', value)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
}
