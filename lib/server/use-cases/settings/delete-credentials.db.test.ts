import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { connectionsAt } from '../../testing/company-fixtures';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import { brokenRows, deleteBy, named } from '../../testing/reviewing';
import {
  connectId,
  developmentSecret,
  firstSetUp,
  otherSecret,
  read,
  seeded,
  stripeKey,
} from '../../testing/settings-data';
import {
  change,
  confirmationOf,
  credentialsPath,
  openForm,
  plaid,
  putDirectly,
  readCodatCredentials,
} from '../../testing/settings-fixtures';
import { reviewDeletion } from '../review/review-deletion';
import { deleteCredentials } from './delete-credentials';

const deletion = { method: 'DELETE', path: credentialsPath() };

function stored() {
  return Promise.all(
    (['settings', 'stored_secrets'] as const).map((table) =>
      database().selectFrom(table).select('integration_key').execute(),
    ),
  );
}

describe.each(engines)('deleting credentials, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const input = () => ({ instance, key: plaid, operation: randomUUID() });

  it('leaves nothing at Codat or here, with one write, and keeps which customers it cut off', async () => {
    const administrator = await portal.signInAs('Administrator');
    await change(administrator, { secrets: { developmentSecret, productionSecret: otherSecret } });
    const linked = await connectionsAt(portal, plaid, 'Linked');
    const operation = randomUUID();
    expect(await deleteBy(administrator, operation)).toEqual({ kind: 'deleted', enabled: true });
    expect(await readCodatCredentials(portal)).toEqual({});
    expect(await portal.writes()).toMatchObject([deletion]);
    expect(await stored()).toEqual([[], []]);
    const rows = await brokenRows();
    expect(rows.changes).toMatchObject([
      {
        id: operation,
        kind: 'deletion',
        from_environment: 'sandbox',
        to_environment: null,
        company_count: 42,
      },
    ]);
    expect(named(rows.connections)).toEqual(linked);
    const recorded = (await portal.recorded()).filter(({ action }) => action === 'settings.delete');
    expect(recorded).toMatchObject([
      { phase: 'intent', actor: emailOf('Administrator') },
      { phase: 'outcome', outcome: 'applied' },
    ]);
    expect(recorded.map(({ details }) => JSON.parse(details).companies)).toEqual([42, 42]);
    expect(await read(administrator)).toMatchObject({ deletable: false, driftedFields: [], held: [] });
    const form = await openForm(administrator);
    expect(Object.values(form.secrets).some(({ isSet, damaged }) => isSet || damaged)).toBe(false);
    // The next save is a first set-up again.
    expect(await change(administrator, firstSetUp)).toMatchObject({ kind: 'saved', sent: true });
  });

  it('shows what is lost and which customers it cuts off, and always asks for the integration’s name', async () => {
    const administrator = await portal.signInAs('Administrator');
    await change(administrator, { secrets: { developmentSecret } });
    const { review } = await administrator.does(() => reviewDeletion(input()));
    expect(review).toMatchObject({ kind: 'deletion', phrase: 'Plaid', affected: { count: 42 } });
    expect(review.rows.map(({ label }) => label)).toEqual([
      'Environment',
      'Client ID',
      'Sandbox secret',
      'Development secret',
    ]);
    expect(JSON.stringify(review)).not.toContain(developmentSecret);
    await portal.codat.reset('empty');
    await putDirectly(portal, seeded);
    const empty = await administrator.does(() => reviewDeletion(input()));
    expect(empty.review).toMatchObject({ phrase: 'Plaid', affected: { count: 0 } });
  });

  it('is refused without its review, with another phrase, and for something that came in between', async () => {
    const administrator = await portal.signInAs('Administrator');
    const asked = input();
    const tell = (confirmation?: { token: string; phrase: string }) =>
      administrator.does(() => deleteCredentials({ ...asked, ...(confirmation && { confirmation }) }));
    const reason = (reason: string) => ({ kind: 'needs-review', reason: reason });
    expect(await tell()).toEqual(reason('required'));
    const { review } = await administrator.does(() => reviewDeletion(asked));
    expect(await tell({ token: review.token, phrase: 'sandbox' })).toEqual(reason('phrase-mismatch'));
    await putDirectly(portal, { ...seeded, clientId: 'another' });
    expect(await tell(confirmationOf(review))).toEqual(reason('changed'));
    expect(await portal.writes()).toEqual([]);
    expect(await portal.recorded()).toEqual([]);
  });

  it('is one write however often it is sent', async () => {
    const administrator = await portal.signInAs('Administrator');
    const asked = input();
    const { review } = await administrator.does(() => reviewDeletion(asked));
    const confirmed = { ...asked, confirmation: confirmationOf(review) };
    for (let i = 0; i < 3; i += 1) {
      expect(await administrator.does(() => deleteCredentials(confirmed))).toMatchObject({ kind: 'deleted' });
    }
    expect(await portal.writes()).toHaveLength(1);
    expect(await portal.recorded()).toHaveLength(2);
  });

  it('drops what is kept here if Codat holds nothing any more, and sends nothing', async () => {
    const administrator = await portal.signInAs('Administrator');
    await change(administrator, { secrets: { developmentSecret } });
    await putDirectly(portal, {});
    await deleteBy(administrator, randomUUID());
    expect(await portal.writes()).toEqual([]);
    expect(await stored()).toEqual([[], []]);
    expect((await portal.recorded()).at(-1)).toMatchObject({ action: 'settings.delete', outcome: 'applied' });
    expect((await brokenRows()).changes).toEqual([]);
  });

  it('drops a damaged record with the others', async () => {
    const administrator = await portal.signInAs('Administrator');
    await change(administrator, { secrets: { developmentSecret } });
    await database().updateTable('stored_secrets').set({ sealed: 'v1.000000000000.x.x' }).execute();
    await deleteBy(administrator, randomUUID());
    expect(await stored()).toEqual([[], []]);
  });

  it('leaves what is kept of other integrations alone', async () => {
    const administrator = await portal.signInAs('Administrator');
    await change(
      administrator,
      { values: { clientId: connectId }, secrets: { secretKey: stripeKey('sk', 'live') } },
      'exgd',
    );
    await deleteBy(administrator, randomUUID());
    expect(await stored()).toEqual([[{ integration_key: 'exgd' }], [{ integration_key: 'exgd' }]]);
    expect(await readCodatCredentials(portal, 'exgd')).toMatchObject({ clientId: connectId });
  });

  it('is offered only to an Administrator', async () => {
    expect((await read(await portal.signInAs('Developer'))).deletable).toBeNull();
    expect((await read(await portal.signInAs('Administrator'))).deletable).toBe(true);
  });
});
