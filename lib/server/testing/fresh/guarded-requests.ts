import { randomUUID } from 'node:crypto';
import { database } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { toDraft } from '../../instances/save-edit';
import { addInstance } from '../../use-cases/instances/add-instance';
import { allowCredentialTests } from '../../use-cases/instances/allow-credential-tests';
import { editInstance } from '../../use-cases/instances/edit-instance';
import { removeInstance } from '../../use-cases/instances/remove-instance';
import { replaceApiKey } from '../../use-cases/instances/replace-api-key';
import { reviewDeletion } from '../../use-cases/review/review-deletion';
import { reviewRestore } from '../../use-cases/review/review-restore';
import { deleteCredentials } from '../../use-cases/settings/delete-credentials';
import { restoreSettings } from '../../use-cases/settings/restore-settings';
import { saveSettings } from '../../use-cases/settings/save-settings';
import { changeRole, enableUser } from '../../use-cases/users/change-user';
import { inviteUser, renewInvitation } from '../../use-cases/users/invite-user';
import { createPasswordLink } from '../../use-cases/users/password-link';
import { companyWrites, requireCompanyWith } from '../companies';
import type { Installation } from '../installation';
import { draftFor, instanceAt } from '../instances/administering';
import { rotatedKey } from '../instances/other-codat';
import { instance, secondClient } from '../names';
import type { Browser } from '../next-headers';
import { addInvitation, addPerson, link, personId } from '../people';
import { development, inputFor, reviewOf } from '../reviewing';
import { seeded } from '../settings-data';
import { change, confirmationOf, plaid, putDirectly } from '../settings-fixtures';

// Every request that asks for a fresh sign-in, in a portal whose instance is live. Each is prepared by a person whose
// sign-in is fresh, and sent whenever the test sends it.

export type Prepared = () => Promise<unknown>;
type Prepare = (portal: Installation, person: Browser) => Promise<Prepared>;

const throwaway = 'throwaway';

/** Puts back what the requests below change and `forget` leaves: a live instance with its first key and address. */
export async function beginGuarded({ id, ...first }: InstanceRow): Promise<void> {
  await database().deleteFrom('instances').where('id', '!=', id).execute();
  const set = { ...first, kind: 'live', credential_tests: 1 } as const;
  await database().updateTable('instances').set(set).where('id', '=', id).execute();
  await database().deleteFrom('user_links').execute();
  await addPerson();
}

const ofLocal = async () => {
  const row = await instanceAt(instance);
  return { row, place: { instance, instanceId: row.id, version: row.version } };
};

/** Sent under an operation id, by which a second copy writes nothing. */
export const withOperation: readonly string[] = [
  ...['a breaking save', 'a breaking restore', 'a deletion of credentials'],
  ...['a deletion of a company', 'an unlinking of a connection', 'a deletion of a connection'],
];

type RemovalKind = 'company.delete' | 'connection.unlink' | 'connection.delete';

async function toCompany(portal: Installation, kind: RemovalKind): Promise<Prepared> {
  const target = await requireCompanyWith(portal, 'Linked');
  const operation = randomUUID();
  return () => companyWrites[kind].call(target, operation);
}

export const guardedRequests: Readonly<Record<string, Prepare>> = {
  'a change of role': async () => () => changeRole({ user: personId, role: 'Administrator' }),
  'enabling a user': async () => {
    await database().updateTable('users').set({ disabled_at: 1 }).where('id', '=', personId).execute();
    return () => enableUser({ user: personId });
  },
  'an invitation': async () => () => inviteUser({ email: 'new@example.com', role: 'Administrator' }),
  'a new link of an invitation': async () => {
    await addInvitation();
    return () => renewInvitation({ id: link });
  },
  'a link to a new password': async () => () => createPasswordLink({ user: personId }),
  'a new instance': async (portal) => () =>
    addInstance({ draft: draftFor(portal.codatUrl, { slug: 'added', apiKey: secondClient.key }) }),
  'live turned into test': async () => {
    const { row, place } = await ofLocal();
    return () => editInstance({ ...place, draft: { ...toDraft(row), kind: 'test' } });
  },
  'credential tests switched off in the form': async () => {
    const { row, place } = await ofLocal();
    return () => editInstance({ ...place, draft: { ...toDraft(row), credentialTests: false } });
  },
  'another address': async () => {
    const { row, place } = await ofLocal();
    const draft = { ...toDraft(row), apiUrl: 'http://127.0.0.1:9', apiKey: rotatedKey };
    return () => editInstance({ ...place, draft, confirmed: { before: row.client_name, after: null } });
  },
  'another API key': async () => {
    const { row, place } = await ofLocal();
    const confirmed = { before: row.client_name, after: null };
    return () => replaceApiKey({ ...place, apiKey: rotatedKey, confirmed });
  },
  'credential tests switched off': async () => () => allowCredentialTests({ instance, allowed: 'false' }),
  'a removal of an instance': async (portal, person) => {
    const draft = draftFor(portal.codatUrl, {
      name: throwaway,
      slug: throwaway,
      apiKey: secondClient.key,
    });
    await person.does(() => addInstance({ draft }));
    const { version } = await instanceAt(throwaway);
    return () => removeInstance({ instance: throwaway, version, phrase: throwaway });
  },
  'a breaking save': async (_, person) => {
    const input = await inputFor(person, development);
    const confirmation = confirmationOf(await reviewOf(person, input));
    return () => saveSettings.untrusted({ ...input, confirmation });
  },
  'a breaking restore': async (portal, person) => {
    await change(person, development);
    await putDirectly(portal, { ...seeded });
    const asked = { instance, key: plaid, operation: randomUUID() };
    const answer = await person.does(() => reviewRestore.untrusted(asked));
    if (answer.kind !== 'review') throw new Error(`told ${answer.kind}`);
    return () => restoreSettings.untrusted({ ...asked, confirmation: confirmationOf(answer.review) });
  },
  'a deletion of a company': (portal) => toCompany(portal, 'company.delete'),
  'an unlinking of a connection': (portal) => toCompany(portal, 'connection.unlink'),
  'a deletion of a connection': (portal) => toCompany(portal, 'connection.delete'),
  'a deletion of credentials': async (_, person) => {
    const asked = { instance, key: plaid, operation: randomUUID() };
    const { review } = await person.does(() => reviewDeletion(asked));
    return () => deleteCredentials.untrusted({ ...asked, confirmation: confirmationOf(review) });
  },
};
