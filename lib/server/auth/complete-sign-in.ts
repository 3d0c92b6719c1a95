import 'server-only';

import { actorOf } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { recordActivity } from '../activity/record';
import type { Trx } from '../db/database';
import { AppError } from '../errors';
import { beginSession } from './sessions/begin-session';
import { endSession } from './sessions/sessions';
import { hasFactor } from './two-factor/factors';
import type { CodeHolder } from './two-factor/second-step';

/** Says which proofs were given, for the account as it was then. */
type Given = { readonly code: boolean };

/**
 * Begins the session of someone who has given every proof that the account asks for. Throws `two-factor-refused` if it asks
 * for another one by now.
 */
export async function completeSignIn(holder: CodeHolder, given: Given) {
  const session = await beginSession(holder);
  const signIn = {
    chain: installationChain,
    actor: actorOf({ ...holder, userId: holder.id }),
    action: 'session.sign-in',
    phase: 'event',
    outcome: 'applied',
  } as const;
  try {
    await recordActivity(signIn, (trx) => requireStillProven(trx, holder, given));
  } catch (error) {
    await endSession(session.sessionId);
    throw error;
  }
  return session;
}

/**
 * A change of the password or the factor ends the sessions that are there, behind the same lock of the chain: it met this
 * one, or it is met here.
 */
async function requireStillProven(trx: Trx, { id, password_hash }: CodeHolder, { code }: Given) {
  const account = await trx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', id)
    .executeTakeFirst();
  if (account?.password_hash === password_hash && (await hasFactor(id, trx)) === code) return;
  throw new AppError('two-factor-refused', { reason: 'signIn' });
}
