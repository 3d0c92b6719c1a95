import 'server-only';

import { actorOf } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { recordActivity } from '../activity/record';
import { beginSession } from './sessions/begin-session';
import type { CodeHolder } from './two-factor/second-step';

/** Begins the session of someone who has given every proof that the account asks for. */
export async function completeSignIn(holder: CodeHolder) {
  const session = await beginSession(holder);
  await recordActivity({
    chain: installationChain,
    actor: actorOf({ ...holder, userId: holder.id }),
    action: 'session.sign-in',
    phase: 'event',
    outcome: 'applied',
  });
  return session;
}
