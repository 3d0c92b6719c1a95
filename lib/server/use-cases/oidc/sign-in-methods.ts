import 'server-only';

import { z } from 'zod';
import { type Actor, actorOf, system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordTogether } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forPublic, forSystem, forViewer } from '../../auth/guard';
import { isPasswordSignInOff, storePasswordSignIn } from '../../auth/password-sign-in';
import { database, requireReadyDatabase } from '../../db/database';
import { env } from '../../env';
import { AppError } from '../../errors';
import { findIdentity } from '../../oidc/identities';

export type SignInMethods = {
  readonly passwords: boolean;
  /** The issuer's name, if one is configured. */
  readonly issuer: string | null;
};

/** Returns what the sign-in page offers. */
export const readSignInMethods = forPublic(
  'sign-in-methods',
  z.unknown(),
  async (): Promise<SignInMethods> => ({
    passwords: !(await isPasswordSignInOff()),
    issuer: env().oidc?.name ?? null,
  }),
);

export type PasswordSetting = SignInMethods & {
  /** Whether the viewer's own session began at the issuer. */
  readonly isByIssuer: boolean;
  /** Active users who have only a password: without it they can't sign in. */
  readonly unlinked: number;
};

export const readPasswordSetting = forViewer(
  'users:manage',
  z.unknown(),
  async ({ signedInBy }): Promise<PasswordSetting> => {
    const { oidc } = env();
    const linked = database().selectFrom('user_identities').select('user_id');
    const { unlinked } = await database()
      .selectFrom('users')
      .select((row) => row.fn.countAll<number>().as('unlinked'))
      .where('disabled_at', 'is', null)
      .where('id', 'not in', linked.where('issuer', '=', oidc?.issuer ?? ''))
      .executeTakeFirstOrThrow();
    return {
      passwords: !(await isPasswordSignInOff()),
      issuer: oidc?.name ?? null,
      isByIssuer: signedInBy === 'oidc',
      unlinked,
    };
  },
);

/** Off only by an Administrator who has just shown that the other way works: their session began there. */
export const switchPasswords = forViewer(
  'users:manage',
  z.object({ to: z.enum(['on', 'off']) }),
  async (viewer, { to }) => {
    const isReachable = viewer.signedInBy === 'oidc' && (await findIdentity(viewer.userId)) !== null;
    if (to === 'off' && !isReachable) throw new AppError('needs-oidc-session');
    await requireFreshSignIn(viewer);
    await store(actorOf(viewer), to);
    return { to };
  },
);

/** For the machine's owner, where no one can sign in at the issuer. False if passwords were on. */
export const switchPasswordsOn = forSystem('passwords-on', z.unknown(), async (): Promise<boolean> => {
  await requireReadyDatabase();
  return store(system, 'on');
});

/** The issuer's name if its groups decide the user's role, else null. */
export const readRoleSource = forViewer(
  'users:manage',
  z.object({ user: z.uuid() }),
  async (_viewer, { user }): Promise<string | null> =>
    (await findIdentity(user)) ? (env().oidc?.name ?? null) : null,
);

/** Records nothing that is so already. */
async function store(actor: Actor, to: 'on' | 'off'): Promise<boolean> {
  let isChanged = false;
  await recordTogether(installationChain, async (trx, append) => {
    if ((await isPasswordSignInOff(trx)) === (to === 'off')) return;
    isChanged = true;
    await storePasswordSignIn(trx, to);
    // Switched on again soon after, passwords must not bring these back.
    if (to === 'off') await trx.deleteFrom('sessions').where('signed_in_by', '=', 'password').execute();
    await append({
      actor,
      action: to === 'off' ? 'sign-in.passwords-off' : 'sign-in.passwords-on',
      phase: 'event',
      outcome: 'applied',
    });
  });
  return isChanged;
}
