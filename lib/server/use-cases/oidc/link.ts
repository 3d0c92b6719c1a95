import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { isPasswordSignInOff } from '../../auth/password-sign-in';
import type { Viewer } from '../../auth/sessions/sessions';
import { digestToken } from '../../auth/sessions/token-digest';
import { database, engine } from '../../db/database';
import { env } from '../../env';
import { AppError } from '../../errors';
import { findIdentity } from '../../oidc/identities';
import { type PendingLink, pendingLink } from '../../oidc/pending';
import { refusal, requireOidc } from '../../oidc/refuse';

// An account is linked by its signed-in owner alone, and only with an identity that they have just shown at the issuer.

/** Null without an issuer. */
export type OwnIdentity = {
  readonly issuer: string;
  readonly isLinked: boolean;
  /** The identity that waits for the owner's yes; its e-mail address may be empty. */
  readonly found: { readonly subject: string; readonly email: string } | null;
  readonly hasPassword: boolean;
  readonly arePasswordsOff: boolean;
} | null;

export const readOwnIdentity = forViewer(
  'portal:enter',
  z.unknown(),
  async (viewer): Promise<OwnIdentity> => {
    const { oidc } = env();
    if (!oidc) return null;
    const found = await findPending(viewer);
    return {
      issuer: oidc.name,
      isLinked: (await findIdentity(viewer.userId)) !== null,
      found: found && { subject: found.subject, email: found.email },
      hasPassword: await hasPassword(viewer),
      arePasswordsOff: await isPasswordSignInOff(),
    };
  },
);

/** Names the subject that was shown, so that the yes is to this identity and no later one. */
export const linkIdentity = forViewer(
  'portal:enter',
  z.object({ subject: z.string().max(1_000) }),
  async (viewer, { subject }) => {
    requireOidc();
    const found = await findPending(viewer);
    if (!found || found.subject !== subject) throw refusal('state');
    await requireFreshSignIn(viewer);
    const { issuer } = found;
    await recordActivity({ ...eventOf(viewer), action: 'user.linked', details: { issuer } }, async (trx) => {
      const linked = await trx
        .insertInto('user_identities')
        .values({ issuer, subject, user_id: viewer.userId, linked_at: engine().now })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (linked.numInsertedOrUpdatedRows === 0n) throw refusal('elsewhere');
    });
    await pendingLink.take();
  },
);

/** Ends the sessions that began at the issuer, this one included: they rest on what is no longer linked. */
export const unlinkIdentity = forViewer('portal:enter', z.unknown(), async (viewer) => {
  const { issuer } = requireOidc();
  if (!(await hasPassword(viewer)) || (await isPasswordSignInOff())) throw new AppError('only-sign-in');
  await requireFreshSignIn(viewer);
  await recordActivity({ ...eventOf(viewer), action: 'user.unlinked', details: { issuer } }, async (trx) => {
    const unlinked = await trx
      .deleteFrom('user_identities')
      .where('user_id', '=', viewer.userId)
      .where('issuer', '=', issuer)
      .executeTakeFirst();
    if (unlinked.numDeletedRows === 0n) throw new AppError('not-found');
    await trx
      .deleteFrom('sessions')
      .where('user_id', '=', viewer.userId)
      .where('signed_in_by', '=', 'oidc')
      .execute();
  });
});

async function findPending({ sessionId }: Viewer): Promise<PendingLink | null> {
  const pending = await pendingLink.read();
  const isOwn = pending?.session === digestToken(sessionId) && pending.issuer === env().oidc?.issuer;
  return isOwn ? pending : null;
}

async function hasPassword({ userId }: Viewer): Promise<boolean> {
  const row = await database()
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirst();
  return Boolean(row?.password_hash);
}

function eventOf(viewer: Viewer) {
  return { chain: installationChain, actor: actorOf(viewer), phase: 'event', outcome: 'applied' } as const;
}
