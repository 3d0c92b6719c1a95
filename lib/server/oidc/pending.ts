import 'server-only';

import { sql } from 'kysely';
import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { authSecret, sessionCookie } from '../auth/sessions/session-token';
import { digestToken } from '../auth/sessions/token-digest';
import { database, engine } from '../db/database';

// A browser carries these while its user is at the issuer, and while a link waits for its owner's yes: sealed, for some
// minutes. A sealed text of one use opens in no other, nor as a session.

const lifeSeconds = 10 * 60;
/** Longer than any sealed text lives, so that a state is forgotten only once its cookie is worth nothing. */
const usedKeptMs = 3 * lifeSeconds * 1000;

const authorization = z.object({
  kind: z.enum(['sign-in', 'link', 'fresh']),
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string().nullable(),
  /** The digest of the session that asked; null for a sign-in. */
  session: z.string().nullable(),
  /** Seconds, like the times of the issuer. */
  begunAt: z.number(),
});
export type PendingAuthorization = z.output<typeof authorization>;

const link = z.object({
  issuer: z.string(),
  subject: z.string(),
  email: z.string(),
  session: z.string(),
});
export type PendingLink = z.output<typeof link>;

const sealedAuthorization = sealedCookie('oidc.', authorization);

/** Each tab that is at the issuer has one of its own, found by the state that comes back. */
export const pendingAuthorization = {
  async give(content: PendingAuthorization): Promise<void> {
    const waiting = await listWaiting();
    // Many of them would be a longer head of a request than servers take.
    for (const name of waiting.slice(0, -(mostWaiting - 1))) await sealedAuthorization.take(name);
    await sealedAuthorization.give(`${content.begunAt}.${tagOf(content.state)}`, content);
  },
  /** Uses it up, whatever comes of the return. */
  async take(state: string): Promise<PendingAuthorization | null> {
    const name = (await listWaiting()).find((waiting) => waiting.endsWith(`.${tagOf(state)}`));
    if (!name) return null;
    const content = await sealedAuthorization.read(name);
    await sealedAuthorization.take(name);
    return content;
  },
};

const sealedLink = sealedCookie('oidc-link', link);
export const pendingLink = {
  give: (content: PendingLink) => sealedLink.give('', content),
  read: () => sealedLink.read(''),
  take: () => sealedLink.take(''),
};

const mostWaiting = 4;

/** Returns their names, the eldest first. */
async function listWaiting(): Promise<string[]> {
  const prefix = sealedAuthorization.fullName('');
  const names = (await cookies()).getAll().map(({ name }) => name);
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort();
}

function tagOf(state: string): string {
  return digestToken(state).slice(0, 16);
}

/** Cookies of one use differ in the end of their name. */
function sealedCookie<Schema extends z.ZodType<Record<string, unknown>>>(use: string, schema: Schema) {
  const salt = `switchboard/${use}`;
  const fullName = (end: string) =>
    `${sessionCookie().options.secure ? '__Host-' : ''}switchboard.${use}${end}`;
  return {
    fullName,
    async give(end: string, content: z.output<Schema>): Promise<void> {
      const sealed = await encode({ token: content, secret: authSecret(), salt, maxAge: lifeSeconds });
      (await cookies()).set(fullName(end), sealed, { ...sessionCookie().options, maxAge: lifeSeconds });
    },
    /** Null if there is none, or none that was sealed for this use and is young enough. */
    async read(end: string): Promise<z.output<Schema> | null> {
      const token = (await cookies()).get(fullName(end))?.value;
      if (!token) return null;
      try {
        const opened = schema.safeParse(await decode({ token, secret: authSecret(), salt }));
        return opened.success ? opened.data : null;
      } catch {
        return null;
      }
    },
    async take(end: string): Promise<void> {
      (await cookies()).set(fullName(end), '', { ...sessionCookie().options, maxAge: 0 });
    },
  };
}

/** False if it was used before, also with a cookie that was kept. */
export async function consumeState(state: string): Promise<boolean> {
  const { now } = engine();
  await database()
    .deleteFrom('used_sign_in_states')
    .where(sql<boolean>`used_at < ${now} - ${usedKeptMs}`)
    .execute();
  const used = await database()
    .insertInto('used_sign_in_states')
    .values({ digest: digestToken(state), used_at: now })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .executeTakeFirst();
  return (used.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
