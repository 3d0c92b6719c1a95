import { createHash } from 'node:crypto';
import { examples } from '../built-app';
import type { Portal } from '../start-portal';

// A user, an invitation, a link to a new password and a session, under ids and tokens that the arguments name.

export const userId = examples['[user]'] ?? '';
export const invitationId = '0f7c2b1d-3e4a-4b5c-8d6e-7f8091a2b3c4';
export const invitationToken = examples['[token]'] ?? '';
export const passwordToken = 'another-token-of-the-tests';
export const sessionId = 'ab'.repeat(32);

const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');

export function arrangePeople(portal: Portal): void {
  const [now, later] = [Date.now(), Date.now() + 3_600_000];
  const known = [userId, 'person@example.com', 'invited@example.com'];
  portal.query('delete from users where id = ? or email in (?, ?)', ...known);
  portal.query('delete from user_links');
  portal.query('delete from sessions where id = ?', sessionId);
  portal.query(
    `insert into users (id, email, role, password_hash, created_at)
     values (?, 'person@example.com', 'Analyst', 'none', ?)`,
    ...[userId, now],
  );
  const link = `insert into user_links (id, kind, email, role, digest, created_at, created_by, expires_at)
    values (?, ?, ?, ?, ?, ?, 'system', ?)`;
  portal.query(
    link,
    ...[invitationId, 'invitation', 'invited@example.com', 'Analyst', digestOf(invitationToken), now, later],
  );
  portal.query(
    link,
    ...[`${invitationId}-2`, 'password', 'person@example.com', null, digestOf(passwordToken), now, later],
  );
  portal.query(
    `insert into sessions (id, user_id, created_at, last_seen_at)
     select ?, id, ?, ? from users where email = 'admin@example.com'`,
    ...[sessionId, now, now],
  );
}
