import { type Role, roles } from '@/lib/access/permissions';
import { findViewer } from '../../auth/guard';
import { digestToken } from '../../auth/sessions/token-digest';
import { database } from '../../db/database';
import { pendingLink } from '../../oidc/pending';
import { nowhere } from '../names';
import type { Browser } from '../next-headers';
import { addPerson, findUserOf, givePassword, personId } from '../people';

// The rows of the access matrix about sign-in at an issuer, which nothing listens for at its address.

const everyone: readonly Role[] = roles;
const administrators: readonly Role[] = ['Administrator'];

/** Gives an account that has a password an identity at the issuer. */
async function addIdentity(role: Role): Promise<void> {
  await givePassword(role);
  const { id: user_id } = await findUserOf(role);
  await database()
    .insertInto('user_identities')
    .values({ issuer: nowhere, subject: 'a', user_id, linked_at: Date.now() })
    .execute();
}

/** Leaves in the browser an identity that waits for the owner's yes. */
async function showIdentity(_role: Role, person: Browser): Promise<void> {
  await person.does(async () => {
    const { sessionId = '' } = (await findViewer()) ?? {};
    await pendingLink.give({ issuer: nowhere, subject: 'a', email: '', session: digestToken(sessionId) });
  });
}

export const whoMayAtIssuer = {
  beginLinking: { who: everyone },
  beginProof: { who: everyone },
  readOwnIdentity: { who: everyone },
  linkIdentity: { who: everyone, input: { subject: 'a' }, given: showIdentity },
  unlinkIdentity: { who: everyone, given: addIdentity },
  readPasswordSetting: { who: administrators },
  switchPasswords: { who: administrators, input: { to: 'on' } },
  readRoleSource: { who: administrators, input: { user: personId }, given: addPerson },
} as const;
