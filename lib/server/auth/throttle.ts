import 'server-only';

import { createHmac } from 'node:crypto';
import { database, engine, type Trx } from '../db/database';
import { AppError } from '../errors';
import { readKey } from '../key-files';

// Guessing is slowed per account, per address, per known device of an account and per user who compares keys. The
// counts are in the database, so neither a restart nor a second server helps. An attempt counts before the password is
// checked; a right password takes its count back.
// Every test of keys at a provider counts: Switchboard should reveal to no one which of a thousand keys are real.

const freeTries = {
  account: 5,
  device: 5,
  address: 20,
  /** Codes of a second factor, for each account, and for each browser that it knows, over all its tickets. */
  code: 5,
  'code-on-device': 5,
  /** Guesses at the links of invitations and passwords, for each address. */
  link: 20,
  /** Returns from the issuer of OpenID Connect, for each address. */
  oidc: 20,
  /** Mails with a new password's link, for each account and each address. */
  'password-mail': 3,
  'password-mails': 20,
  /** The present password, asked for before a new one is taken. */
  'own-password': 5,
  'key-comparison': 10,
  'credential-test': 30,
} as const;
/** Many users share one of these: a success takes back its own try and no other. */
const oneTryOnly: readonly string[] = ['address', 'link', 'oidc'];
const firstBlockMs = 15_000;
const longestBlockMs = 15 * 60_000;
const forgottenAfterMs = 60 * 60_000;

export type ThrottleSubject = { readonly kind: keyof typeof freeTries; readonly name: string };

/** Throws `throttled` while any of the subjects is blocked; otherwise counts one try against each. */
export async function recordAttempt(subjects: readonly ThrottleSubject[]): Promise<void> {
  const now = Date.now();
  await database()
    .deleteFrom('throttles')
    .where('last_failure_at', '<', now - forgottenAfterMs)
    .execute();
  await database()
    .transaction()
    .execute(async (trx) => {
      for (const subject of subjects) {
        const row = await lockedRow(trx, subject, now);
        if (row.blocked_until > now) {
          throw new AppError('throttled', { seconds: Math.ceil((row.blocked_until - now) / 1000) });
        }
        const failures = row.failures + 1;
        const wait = blockMs(failures - freeTries[subject.kind]);
        // Among attempts sent at once, the first to begin may come last: a free one must not block it.
        const blocked_until = wait > 0 ? now + wait : 0;
        await trx
          .updateTable('throttles')
          .set({ failures, last_failure_at: now, blocked_until })
          .where('subject', '=', row.subject)
          .execute();
      }
    });
}

/** After a right password: account or device starts afresh, the address loses only the try it has just made. */
export async function clearAttempts(subjects: readonly ThrottleSubject[]): Promise<void> {
  for (const subject of subjects) {
    const row = database().updateTable('throttles').where('subject', '=', digest(subject));
    await (oneTryOnly.includes(subject.kind)
      ? row.set((column) => ({ failures: column('failures', '-', 1), blocked_until: 0 }))
      : row.set({ failures: 0, blocked_until: 0 })
    ).execute();
  }
}

export function blockMs(triesBeyond: number): number {
  return triesBeyond <= 0 ? 0 : Math.min(longestBlockMs, firstBlockMs * 2 ** (triesBeyond - 1));
}

/** Made before it is locked: only a row that exists keeps the first tries, sent all at once, from passing as one. */
async function lockedRow(trx: Trx, subject: ThrottleSubject, now: number) {
  const unseen = { subject: digest(subject), failures: 0, last_failure_at: now, blocked_until: 0 };
  await trx
    .insertInto('throttles')
    .values(unseen)
    .onConflict((conflict) => conflict.column('subject').doNothing())
    .execute();
  return trx
    .selectFrom('throttles')
    .selectAll()
    .where('subject', '=', unseen.subject)
    .modifyEnd(engine().forUpdate)
    .executeTakeFirstOrThrow();
}

function digest(subject: ThrottleSubject): string {
  return createHmac('sha256', readKey('auth'))
    .update(`throttle/${subject.kind}/${subject.name}`)
    .digest('hex');
}
