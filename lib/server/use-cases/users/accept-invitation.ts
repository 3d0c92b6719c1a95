import 'server-only';

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Role, roles } from '@/lib/access/permissions';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forPublic } from '../../auth/guard';
import { requirePasswordSignIn } from '../../auth/password-sign-in';
import { hashPassword } from '../../auth/passwords';
import { beginSession } from '../../auth/sessions/begin-session';
import { engine } from '../../db/database';
import { AppError } from '../../errors';
import { linkToken, newPassword, personsName } from '../../users/inputs';
import { requireAcceptable } from '../../users/require-acceptable';
import { tryLink } from '../../users/try-link';
import { consumeLink } from '../../users/user-links';

export type InvitationView = { readonly email: string; readonly role: Role };

/** Shows the address that is invited; uses nothing up, since mail programs open links to look at them. */
export const readInvitation = forPublic(
  'invitation',
  z.object({ token: linkToken }),
  async ({ token }): Promise<InvitationView> => {
    await requirePasswordSignIn();
    const { email, role } = await tryLink('invitation', token);
    return { email, role: requireRole(role) };
  },
);

const acceptance = z.object({ token: linkToken, name: personsName, password: newPassword });

/** Makes the user and signs them in. */
export const acceptInvitation = forPublic('join', acceptance, async ({ token, name, password }) => {
  await requirePasswordSignIn();
  const { email } = await tryLink('invitation', token);
  requireAcceptable(password, [name, email]);
  const password_hash = await hashPassword(password);
  const id = randomUUID();
  await recordActivity(
    {
      chain: installationChain,
      actor: actorOf({ userId: id, email, name }),
      action: 'user.joined',
      phase: 'event',
      outcome: 'applied',
      details: { email, name },
    },
    async (trx) => {
      const link = await consumeLink(trx, 'invitation', token);
      const user = await trx
        .insertInto('users')
        .values({
          id,
          email: link.email,
          role: requireRole(link.role),
          name,
          password_hash,
          created_at: engine().now,
        })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .executeTakeFirst();
      // Added by a command in the meantime: the link must not give its password to that account.
      if (user.numInsertedOrUpdatedRows === 0n) throw new AppError('link-over');
    },
  );
  return beginSession({ id, device: null });
});

function requireRole(role: string | null): Role {
  const known = roles.find((one) => one === role);
  if (!known) throw new AppError('link-over');
  return known;
}
