import 'server-only';

import { randomUUID } from 'node:crypto';
import { highestRole } from '@/lib/access/group-roles';
import type { Role } from '@/lib/access/permissions';
import type { OidcRefusal } from '@/lib/users/oidc-refusal';
import { actorOf, stranger, system } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { type Append, recordTogether } from '../activity/record';
import { endSessionsOf } from '../auth/sessions/sessions';
import { engine, type Trx } from '../db/database';
import type { User } from '../db/schema';
import type { OidcEnv } from '../env';
import { isAppError } from '../errors';
import { personsName } from '../users/inputs';
import { requireAnotherAdministrator } from '../users/last-administrator';
import type { IssuerAnswer } from './authorization';
import { refusal } from './refuse';

// Who comes in by the issuer, and in which role. Issuer and subject name the account; an e-mail address names none. Each
// sign-in sets the role that the groups give, and without one it ends what is open.

export type Entered = Pick<User, 'id' | 'email' | 'name'>;
type Entry = { readonly answer: IssuerAnswer; readonly role: Role | null };

/** Throws a refusal, on record, if the issuer's user may not come in. */
export async function enterByIssuer(
  { groupRoles }: OidcEnv,
  answer: IssuerAnswer,
  address: string,
): Promise<Entered> {
  const entry = { answer, role: highestRole(answer.groups, groupRoles) };
  let entered: Entered | OidcRefusal = 'answer';
  await recordTogether(installationChain, async (trx, append) => {
    const known = await findLinked(trx, answer);
    entered = known ? await admit(known, entry, { trx, append }) : await create(entry, { trx, append });
    if (typeof entered !== 'string') return;
    await append({
      actor: known ? actorOf({ ...known, userId: known.id }) : stranger,
      action: 'session.sign-in-refused',
      phase: 'event',
      outcome: 'refused',
      details: { address, by: 'oidc', reason: entered, ...(answer.email && { email: answer.email }) },
    });
  });
  const result = entered as Entered | OidcRefusal;
  if (typeof result === 'string') throw refusal(result);
  return result;
}

function findLinked(trx: Trx, { issuer, subject }: IssuerAnswer): Promise<User | undefined> {
  return trx
    .selectFrom('users')
    .innerJoin('user_identities', 'user_identities.user_id', 'users.id')
    .selectAll('users')
    .where('user_identities.issuer', '=', issuer)
    .where('user_identities.subject', '=', subject)
    .executeTakeFirst();
}

type Recording = { readonly trx: Trx; readonly append: Append };

async function admit(
  user: User,
  { role }: Entry,
  { trx, append }: Recording,
): Promise<Entered | OidcRefusal> {
  if (user.disabled_at !== null) return 'disabled';
  if (!role) {
    await endSessionsOf(user.id, trx);
    return 'group';
  }
  if (role === user.role) return user;
  const event = { actor: system, phase: 'event', outcome: 'applied' } as const;
  const details = { email: user.email, from: user.role, to: role, by: 'oidc' };
  if (await isLastAdministrator(trx, user)) {
    await append({ ...event, action: 'user.role-kept', outcome: 'refused', details });
    return user;
  }
  await trx.updateTable('users').set({ role }).where('id', '=', user.id).execute();
  await append({ ...event, action: 'user.role-changed', details });
  return user;
}

/** An installation without an Administrator could be changed by no one: the role stays until there is another one. */
async function isLastAdministrator(trx: Trx, { id, role }: User): Promise<boolean> {
  if (role !== 'Administrator') return false;
  try {
    await requireAnotherAdministrator(trx, id);
    return false;
  } catch (error) {
    if (isAppError(error, 'last-administrator')) return true;
    throw error;
  }
}

/** Makes an account only if a group has a role, and never takes over one that has the same e-mail address. */
async function create({ answer, role }: Entry, { trx, append }: Recording): Promise<Entered | OidcRefusal> {
  if (!role) return 'group';
  const { email } = answer;
  if (!email) return 'email';
  const [id, name] = [randomUUID(), personsName.safeParse(answer.name).data ?? ''];
  const { now } = engine();
  const made = await trx
    .insertInto('users')
    .values({ id, email, role, name, password_hash: '', created_at: now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  const { issuer, subject } = answer;
  if (made.numInsertedOrUpdatedRows === 0n) return (await isLinked(trx, email, issuer)) ? 'another' : 'taken';
  await trx.insertInto('user_identities').values({ issuer, subject, user_id: id, linked_at: now }).execute();
  // An invitation would otherwise wait for an account that is there already.
  await trx.deleteFrom('user_links').where('email', '=', email).execute();
  await append({
    actor: actorOf({ userId: id, email, name }),
    action: 'user.created',
    phase: 'event',
    outcome: 'applied',
    details: { email, role, user: id, by: 'oidc' },
  });
  return { id, email, name };
}

async function isLinked(trx: Trx, email: string, issuer: string): Promise<boolean> {
  const row = await trx
    .selectFrom('users')
    .innerJoin('user_identities', 'user_identities.user_id', 'users.id')
    .select('users.id')
    .where('users.email', '=', email)
    .where('user_identities.issuer', '=', issuer)
    .executeTakeFirst();
  return row !== undefined;
}
