import type { Role } from '@/lib/access/permissions';
import { hashPassword } from '../auth/passwords';
import { database } from '../db/database';
import { emailOf } from './names';

// Users, links and sessions that a test finds under ids that it knows.

export const personId = '6a0d1f6e-0a51-4f8e-9b0c-3f1d2c4b5a69';
export const link = '0f7c2b1d-3e4a-4b5c-8d6e-7f8091a2b3c4';
export const session = 'ab'.repeat(32);
export const password = 'a horse of the tests';

export async function addPerson(): Promise<void> {
  await database()
    .insertInto('users')
    .values({ id: personId, email: 'person@example.com', role: 'Analyst', password_hash: '', created_at: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ role: 'Analyst', disabled_at: null }))
    .execute();
}

export async function addInvitation(): Promise<void> {
  const times = { created_at: Date.now(), expires_at: Date.now() + 60_000 };
  await database()
    .insertInto('user_links')
    .values({
      id: link,
      kind: 'invitation',
      email: 'invited@example.com',
      role: 'Analyst',
      digest: 'a digest',
      created_by: personId,
      ...times,
    })
    .execute();
}

export function findUserOf(role: Role) {
  return database()
    .selectFrom('users')
    .select('id')
    .where('email', '=', emailOf(role))
    .executeTakeFirstOrThrow();
}

export async function addSession(role: Role): Promise<void> {
  const { id: user_id } = await findUserOf(role);
  const times = { created_at: Date.now(), last_seen_at: Date.now() };
  await database()
    .insertInto('sessions')
    .values({ id: session, user_id, ...times })
    .execute();
}

export async function givePassword(role: Role): Promise<void> {
  const password_hash = await hashPassword(password);
  const { id } = await findUserOf(role);
  await database().updateTable('users').set({ password_hash }).where('id', '=', id).execute();
}
