import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { installationChain } from '../activity/chain';
import { recordActivity } from '../activity/record';
import { forPublic } from '../auth/guard';
import { isPasswordOf } from '../auth/passwords';
import { peerAddress } from '../auth/peer-address';
import { startSession } from '../auth/sessions';
import { countTry, forgiveTry, type ThrottleSubject } from '../auth/throttle';
import { database } from '../db/database';
import { AppError } from '../errors';
import { processWide } from '../process-wide';

const credentials = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(254)
    .regex(/^\P{Cc}*$/u),
  password: z.string().min(1).max(128),
});

/** The only way in: our form and next-auth's own callback both end here. */
export const signIn = forPublic('sign-in', credentials, async ({ email, password }) => {
  const address = peerAddress(await headers());
  const tries: ThrottleSubject[] = [
    { kind: 'account', name: email },
    { kind: 'address', name: address },
  ];
  await countTry(tries);

  const user = await database()
    .selectFrom('users')
    .select(['id', 'password_hash', 'disabled_at'])
    .where('email', '=', email)
    .executeTakeFirst();
  const matches = await isPasswordOf(user?.password_hash, password);
  const event = { chain: installationChain, actor: email, phase: 'event' } as const;
  if (!user || !matches || user.disabled_at !== null) {
    const refused = { ...event, action: 'session.sign-in-refused', outcome: 'refused' } as const;
    if (user) await recordActivity(refused);
    else
      await recordStranger(address, (from, tries) =>
        recordActivity({ ...refused, actor: 'nobody', details: { address: from, tries } }),
      );
    throw new AppError('wrong-credentials');
  }

  await forgiveTry(tries);
  const session = await startSession(user.id);
  await recordActivity({ ...event, action: 'session.sign-in', outcome: 'applied' });
  return session;
});

const strangers = processWide('strangers', () => new Map<string, { since: number; tries: number }>());
const recordedEveryMs = 60_000;

type RecordTries = (address: string, tries: number) => Promise<void>;

/**
 * Of nobody in particular, one row a minute and address: whoever guesses must not be able to fill the log. The tries
 * in between are counted, and told by the first row that may be written again, with whatever try it comes.
 */
async function recordStranger(address: string, record: RecordTries): Promise<void> {
  const now = Date.now();
  const seen = strangers.get();
  const { since, tries } = seen.get(address) ?? { since: 0, tries: 0 };
  seen.set(address, { since, tries: tries + 1 });
  const due = [...seen].filter(([, known]) => now - known.since >= recordedEveryMs);
  for (const [other, known] of due) {
    if (known.tries === 0) seen.delete(other);
    else seen.set(other, { since: now, tries: 0 });
  }
  for (const [other, known] of due) if (known.tries > 0) await record(other, known.tries);
}
