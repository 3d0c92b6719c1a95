import 'server-only';

import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Role } from '@/lib/access/permissions';
import { routes } from '@/lib/routes';
import { createToken, digestToken } from '../auth/sessions/token-digest';
import { type Db, database, engine, type Trx } from '../db/database';
import type { UserLink } from '../db/schema';
import { env } from '../env';
import { AppError } from '../errors';
import type { JobDefinition } from '../jobs/definition';

const dayMs = 24 * 60 * 60_000;
/** How long each is valid. */
export const linkLifeMs = { invitation: 7 * dayMs, password: dayMs, 'password-mail': dayMs } as const;
/** An invitation that was never accepted stays in sight for so long after its end. */
const keptMs = 30 * dayMs;

export type LinkKind = UserLink['kind'];
/** The use of a link, of which there may be several kinds. */
export type LinkUse = 'invitation' | 'password';
/** A stranger may ask for a mail, so its link is a kind of its own, which ends none that an Administrator has made. */
const kindsOf = { invitation: ['invitation'], password: ['password', 'password-mail'] } as const;
/** A link before it is stored: its address is known here only, once. */
export type NewLink = { readonly url: string; readonly digest: string; readonly kind: LinkKind };

export function createLink(kind: LinkKind): NewLink {
  const token = createToken();
  const path = kind === 'invitation' ? routes.invitation(token) : routes.newPassword(token);
  return { url: env().origins[0] + path, digest: digestToken(token), kind };
}

type Whom = { readonly email: string; readonly role: Role | null; readonly createdBy: string };

/** Ends the link of that kind that the address had before; an Administrator's also ends one asked for by mail. */
export async function storeLink(
  trx: Trx,
  { kind, digest }: NewLink,
  { email, role, createdBy, messageId }: Whom & { readonly messageId: string | null },
): Promise<void> {
  const { now } = engine();
  const link = {
    role,
    digest,
    created_at: now,
    created_by: createdBy,
    expires_at: sql<number>`${now} + ${linkLifeMs[kind]}`,
    message_id: messageId,
  };
  await trx
    .insertInto('user_links')
    .values({ ...link, id: randomUUID(), kind, email })
    .onConflict((conflict) => conflict.columns(['kind', 'email']).doUpdateSet(link))
    .execute();
  if (kind === 'password') await endLinks(trx, email, ['password-mail']);
}

export type OpenLink = Pick<UserLink, 'id' | 'email' | 'role'>;

/** Throws `link-over` for one that is unknown, used, replaced or too old, without saying which. */
export async function requireLink(use: LinkUse, token: string, db: Db | Trx = database()): Promise<OpenLink> {
  const link = await db
    .selectFrom('user_links')
    .select(['id', 'email', 'role'])
    .where('kind', 'in', kindsOf[use])
    .where('digest', '=', digestToken(token))
    .where(isOpen('user_links'))
    .executeTakeFirst();
  if (!link) throw new AppError('link-over');
  return link;
}

/** In the transaction of what the link allows; of two who use it at once only one gets past this. Ends the others of that use. */
export async function consumeLink(trx: Trx, use: LinkUse, token: string): Promise<OpenLink> {
  const link = await requireLink(use, token, trx);
  const used = await trx
    .deleteFrom('user_links')
    .where('id', '=', link.id)
    .where('digest', '=', digestToken(token))
    .executeTakeFirst();
  if (used.numDeletedRows === 0n) throw new AppError('link-over');
  await endLinks(trx, link.email, kindsOf[use]);
  return link;
}

/** Ends every link to a new password of the address. */
export function endPasswordLinks(trx: Trx, email: string): Promise<void> {
  return endLinks(trx, email, kindsOf.password);
}

async function endLinks(trx: Trx, email: string, kinds: readonly LinkKind[]): Promise<void> {
  await trx.deleteFrom('user_links').where('email', '=', email).where('kind', 'in', kinds).execute();
}

export const removeOldUserLinks: JobDefinition = {
  name: 'remove-old-user-links',
  everyMs: dayMs,
  async run() {
    const kept = sql<number>`case when kind = 'invitation' then ${keptMs} else 0 end`;
    await database()
      .deleteFrom('user_links')
      .where(sql<boolean>`expires_at <= ${engine().now} - ${kept}`)
      .execute();
    return null;
  },
};

/** Also false of one that begins ahead of the clock, which was set back since: it could live too long. */
export function isOpen(table: string): RawBuilder<boolean> {
  const { now } = engine();
  const [expires, created] = [sql.ref(`${table}.expires_at`), sql.ref(`${table}.created_at`)];
  return sql<boolean>`(${expires} > ${now} and ${created} <= ${now} + 5000)`;
}
