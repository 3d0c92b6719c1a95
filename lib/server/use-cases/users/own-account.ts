import 'server-only';

import { z } from 'zod';
import type { Role } from '@/lib/access/permissions';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { isPasswordSignInOff, requirePasswordSignIn } from '../../auth/password-sign-in';
import { hashPassword, isPasswordOf } from '../../auth/passwords';
import {
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  type OwnSession,
  type Viewer,
} from '../../auth/sessions/sessions';
import { clearAttempts, recordAttempt } from '../../auth/throttle';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { newPassword, personsName } from '../../users/inputs';
import { requireAcceptable } from '../../users/require-acceptable';
import { endPasswordLinks } from '../../users/user-links';

export type AccountView = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly sessions: readonly OwnSession[];
  readonly hasPassword: boolean;
  readonly arePasswordsOff: boolean;
};

export const readAccount = forViewer('portal:enter', z.unknown(), async (viewer): Promise<AccountView> => {
  const { name, password_hash } = await findOwn(viewer);
  return {
    email: viewer.email,
    name,
    role: viewer.role,
    sessions: await listOwnSessions(viewer),
    hasPassword: password_hash !== '',
    arePasswordsOff: await isPasswordSignInOff(),
  };
});

export const renameSelf = forViewer(
  'portal:enter',
  z.object({ name: personsName }),
  async (viewer, { name }) => {
    const { name: from } = await findOwn(viewer);
    if (from === name) return { name };
    await recordActivity(
      { ...eventOf(viewer), action: 'user.renamed', details: { from, to: name } },
      async (trx) => {
        await trx.updateTable('users').set({ name }).where('id', '=', viewer.userId).execute();
      },
    );
    return { name };
  },
);

const change = z.object({ current: z.string().max(128), password: newPassword });

/** Ends the user's other sessions, since the old password may be in other hands. */
export const changeOwnPassword = forViewer('portal:enter', change, async (viewer, { current, password }) => {
  await requirePasswordSignIn();
  const tries = [{ kind: 'own-password', name: viewer.userId }] as const;
  await recordAttempt(tries);
  const own = await findOwn(viewer);
  if (!(await isPasswordOf(own.password_hash, current))) {
    throw new AppError('wrong-password', { field: 'current' });
  }
  requireAcceptable(password, [own.name, viewer.email]);
  const password_hash = await hashPassword(password);
  await recordActivity({ ...eventOf(viewer), action: 'user.password-changed' }, async (trx) => {
    const changed = await trx
      .updateTable('users')
      .set({ password_hash })
      .where('id', '=', viewer.userId)
      // Changed by a link in the meantime: that one may be of someone who had to lock another out.
      .where('password_hash', '=', own.password_hash)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw new AppError('wrong-password', { field: 'current' });
    await endOtherSessions(viewer, trx);
    await endPasswordLinks(trx, viewer.email);
  });
  await clearAttempts(tries);
});

export const endSession = forViewer(
  'portal:enter',
  z.object({ session: z.string().regex(/^[\da-f]{64}$/) }),
  async (viewer, { session }) => {
    await recordActivity({ ...eventOf(viewer), action: 'session.ended' }, async (trx) => {
      if (!(await endOwnSession(viewer, session, trx))) throw new AppError('not-found');
    });
  },
);

function eventOf(viewer: Viewer) {
  return { chain: installationChain, actor: actorOf(viewer), phase: 'event', outcome: 'applied' } as const;
}

function findOwn({ userId }: Viewer) {
  return database()
    .selectFrom('users')
    .select(['name', 'password_hash'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
}
