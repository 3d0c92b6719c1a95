import 'server-only';

import { headers } from 'next/headers';
import type { Role } from '@/lib/access/permissions';
import { database, engine } from '../../db/database';
import type { SignInMethod } from '../../db/schema-of-users';
import { currentLocale } from '../../i18n/locale';
import { peerAddress } from '../peer-address';
import { type Account, rememberDevice } from './devices';
import type { SessionToken } from './session-token';
import { findViewerByToken, startSession } from './sessions';

const longestBrowserChars = 200;
const controls = /\p{Cc}/gu;

export type BegunSession = SessionToken & {
  readonly device: string;
  readonly role: Role;
  /** The only page that is open until then is that of the set-up. */
  readonly mustSetUpTwoFactor: boolean;
};

/** Signs in someone who has proved who they are. Returns what the browser is given: its session and its device cookie. */
export async function beginSession(
  account: Pick<Account, 'id' | 'device'>,
  signedInBy: SignInMethod = 'password',
): Promise<BegunSession> {
  const asked = await headers();
  const device = await rememberDevice(account);
  const browser = (asked.get('user-agent') ?? '').replace(controls, '').slice(0, longestBrowserChars);
  const session = await startSession(account.id, { browser, address: peerAddress(asked) }, signedInBy);
  const { role } = await database()
    .updateTable('users')
    .set({ last_sign_in_at: engine().now, language: await currentLocale() })
    .where('id', '=', account.id)
    .returning('role')
    .executeTakeFirstOrThrow();
  const viewer = await findViewerByToken(session);
  return { ...session, device, role, mustSetUpTwoFactor: viewer?.mustSetUpTwoFactor ?? false };
}
