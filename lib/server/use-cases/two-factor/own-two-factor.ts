import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer, forViewerSettingUp } from '../../auth/guard';
import { isPasswordSignInOff, requirePasswordSignIn } from '../../auth/password-sign-in';
import { endOtherSessions, type Viewer } from '../../auth/sessions/sessions';
import {
  confirmFactor,
  hasFactor,
  openPendingFactor,
  readFactorState,
  removeFactor,
  storePendingFactor,
} from '../../auth/two-factor/factors';
import { drawKey, groupKey, type QrCode } from '../../auth/two-factor/qr-code';
import { replaceRecoveryCodes } from '../../auth/two-factor/recovery-codes';
import { listTwoFactorRoles } from '../../auth/two-factor/requirement';
import { findCodeHolder, passSecondStep } from '../../auth/two-factor/second-step';
import { createKey, findStep } from '../../auth/two-factor/totp';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { typedCode } from '../../users/inputs';

// One's own two-factor sign-in. A key is shown to the session that began the set-up, and to no one once it counts.

/** `without-password`: it is the issuer of OpenID Connect alone who signs this user in. */
export type TwoFactorView = {
  readonly state: 'without-password' | 'off' | 'pending' | 'on';
  readonly isRequired: boolean;
  readonly since: number | null;
  readonly codesLeft: number;
  /** Only while it is pending. */
  readonly setUp: { readonly qrCode: QrCode; readonly groups: readonly string[] } | null;
};

export type NewRecoveryCodes = { readonly codes: readonly string[] };

export const readTwoFactor = forViewerSettingUp(z.unknown(), async (viewer): Promise<TwoFactorView> => {
  const isRequired = (await listTwoFactorRoles()).includes(viewer.role);
  const nothing = { isRequired, since: null, codesLeft: 0, setUp: null };
  const on = await readFactorState(viewer.userId);
  if (on) return { ...nothing, ...on, state: 'on' };
  if ((await isPasswordSignInOff()) || !(await hasPassword(viewer)))
    return { ...nothing, state: 'without-password' };
  const pending = await openPendingFactor(viewer);
  if (!pending) return { ...nothing, state: 'off' };
  const setUp = { qrCode: drawKey(pending.key, viewer.email), groups: groupKey(pending.key) };
  return { ...nothing, state: 'pending', setUp };
});

/** Makes a key, which counts for nothing before its first code. */
export const beginTwoFactor = forViewerSettingUp(z.unknown(), async (viewer) => {
  await requirePasswordSignIn();
  if (!(await hasPassword(viewer))) throw new AppError('no-password');
  await requireFreshSignIn(viewer);
  await storePendingFactor(viewer, createKey());
});

/** Switches it on, and ends the other sessions, which no code has opened. */
export const confirmTwoFactor = forViewerSettingUp(
  z.object({ code: typedCode }),
  async (viewer, { code }): Promise<NewRecoveryCodes> => {
    const pending = await openPendingFactor(viewer);
    if (!pending) throw new AppError('two-factor-refused', { reason: 'setUp' });
    const step = findStep(pending.key, code.replace(/\s/g, ''), pending.now);
    if (step === 0) throw new AppError('wrong-code', { field: 'code' });
    let codes: string[] = [];
    await recordActivity({ ...eventOf(viewer), action: 'user.two-factor-on' }, async (trx) => {
      await confirmFactor(trx, viewer, { keySealed: pending.keySealed, step });
      codes = await replaceRecoveryCodes(trx, viewer.userId);
      await endOtherSessions(viewer, trx);
    });
    return { codes };
  },
);

/** Ends the codes of before. */
export const renewRecoveryCodes = forViewer(
  'portal:enter',
  z.unknown(),
  async (viewer): Promise<NewRecoveryCodes> => {
    await requireFreshSignIn(viewer);
    let codes: string[] = [];
    await recordActivity({ ...eventOf(viewer), action: 'user.recovery-codes-renewed' }, async (trx) => {
      if (!(await hasFactor(viewer.userId, trx))) throw new AppError('two-factor-refused', { reason: 'off' });
      codes = await replaceRecoveryCodes(trx, viewer.userId);
    });
    return { codes };
  },
);

export const switchTwoFactorOff = forViewer(
  'portal:enter',
  z.object({ code: typedCode }),
  async (viewer, { code }) => {
    if (!(await hasFactor(viewer.userId))) throw new AppError('two-factor-refused', { reason: 'off' });
    await requireFreshSignIn(viewer);
    const holder = await findCodeHolder(viewer.email);
    if (!holder) throw new AppError('unauthenticated');
    await passSecondStep({
      holder,
      code,
      refusedAs: 'session.fresh-sign-in-refused',
      async work(trx, append) {
        // Inside the transaction: the requirement may have come in the meantime.
        if ((await listTwoFactorRoles(trx)).includes(viewer.role))
          throw new AppError('two-factor-refused', { reason: 'kept' });
        await removeFactor(trx, viewer.userId);
        const { chain: _, ...event } = eventOf(viewer);
        await append({ ...event, action: 'user.two-factor-off' });
      },
    });
  },
);

function eventOf(viewer: Viewer) {
  return { chain: installationChain, actor: actorOf(viewer), phase: 'event', outcome: 'applied' } as const;
}

async function hasPassword({ userId }: Viewer): Promise<boolean> {
  const { password_hash } = await database()
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return password_hash !== '';
}
