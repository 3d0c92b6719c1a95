import 'server-only';

import { z } from 'zod';
import { type Role, roles } from '@/lib/access/permissions';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { requirePasswordSignIn } from '../../auth/password-sign-in';
import type { Viewer } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { currentLocale } from '../../i18n/locale';
import { postMail } from '../../outbox/outbox';
import { emailAddress, personsRole } from '../../users/inputs';
import { createLink, linkLifeMs, storeLink } from '../../users/user-links';
import { mailWithLink } from '../../users/user-mails';

/** The address is shown once: the database holds its digest alone. */
export type SentLink = { readonly email: string; readonly url: string; readonly isMailed: boolean };

const invitation = z.object({ email: emailAddress, role: personsRole });
const known = z.object({ id: z.uuid() });

/** Also replaces the invitation that the address has already. */
export const inviteUser = forViewer('users:manage', invitation, (viewer, { email, role }) =>
  invite(viewer, email, role),
);

/** Makes a new link; the one before ends. */
export const renewInvitation = forViewer('users:manage', known, async (viewer, { id }) => {
  const { email, role } = await requireInvitation(id);
  return invite(viewer, email, role);
});

export const revokeInvitation = forViewer('users:manage', known, async (viewer, { id }) => {
  const { email, role } = await requireInvitation(id);
  await recordActivity(
    {
      chain: installationChain,
      actor: actorOf(viewer),
      action: 'user.invitation-revoked',
      phase: 'event',
      outcome: 'applied',
      details: { email, role },
    },
    async (trx) => {
      const gone = await trx.deleteFrom('user_links').where('id', '=', id).executeTakeFirst();
      // It was accepted or revoked in between, and then nothing is to be recorded.
      if (gone.numDeletedRows === 0n) throw new AppError('not-found');
    },
  );
  return { email };
});

/** An invitation grants its role. */
async function invite(viewer: Viewer, email: string, role: Role): Promise<SentLink> {
  await requirePasswordSignIn();
  await requireFreshSignIn(viewer);
  const link = createLink('invitation');
  const mail = await mailWithLink(link, { email, language: await currentLocale() });
  await recordActivity(
    {
      chain: installationChain,
      actor: actorOf(viewer),
      action: 'user.invited',
      phase: 'event',
      outcome: 'applied',
      details: { email, role, mailed: mail !== null },
    },
    async (trx) => {
      const user = await trx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst();
      if (user) throw new AppError('user-exists', { field: 'email' });
      await storeLink(trx, link, { email, role, createdBy: viewer.userId, messageId: mail?.id ?? null });
      if (mail) await postMail(trx, mail, linkLifeMs.invitation);
    },
  );
  return { email, url: link.url, isMailed: mail !== null };
}

async function requireInvitation(id: string): Promise<{ readonly email: string; readonly role: Role }> {
  const row = await database()
    .selectFrom('user_links')
    .select(['email', 'role'])
    .where('id', '=', id)
    .where('kind', '=', 'invitation')
    .executeTakeFirst();
  const role = roles.find((one) => one === row?.role);
  if (!row || !role) throw new AppError('not-found');
  return { email: row.email, role };
}
