import { describe, expect, it } from 'vitest';
import { recordActivity } from '../../activity/record';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import { exportActivity } from './export-activity';
import { listActivity, listAllActivity } from './list-activity';

const hostile: Record<string, unknown>[] = [
  { person: 'x'.repeat(20_000) },
  { ['k'.repeat(500)]: 'x' },
  { person: ['a', 'b'], action: ['a'], after: [], outcome: {} },
  { search: null, from: 7, to: true, instance: { $gt: '' } },
  { person: 'a\u0000b\u001b[2J', search: '\u0000' },
  { person: '\ud800' },
  { person: `' or 1=1 --`, action: 'x.y', integration: 'a-b_c' },
  { search: `"'\\%_$1;--` },
  { from: '0000-01-01', to: '9999-12-31', zone: 'Pacific/Kiritimati' },
  { from: '9999-12-31', to: '0000-01-01' },
  { zone: '../../etc/passwd', from: '2026-02-30' },
  { after: '999999999999999.999999999999999.another-chain' },
  { after: '0.0.installation' },
  JSON.parse('{"__proto__":{"person":"x"},"constructor":"x","toString":"x"}'),
];

describe.each(engines)('an address that asks for what can’t be, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it.each(hostile)('lists and exports what can be read of it, %#', async (searchParams) => {
    const person = await portal.signInAs('Administrator');
    const page = await person.does(() => listActivity.untrusted({ instance, searchParams }));
    expect(page.entries).toEqual(expect.any(Array));
    await person.does(() => listAllActivity.untrusted({ searchParams: { ...searchParams, instance: '' } }));
    for (const format of ['csv', 'jsonl'] as const) {
      const exported = await person.does(() => exportActivity.untrusted({ instance, format, searchParams }));
      let pieces = 0;
      for await (const _ of format === 'csv' ? exported.rows() : exported.jsonLines()) pieces += 1;
      expect(pieces).toBeGreaterThanOrEqual(0);
    }
  });

  it('names a person as an entry does, with a name or without a user', async () => {
    const person = await portal.signInAs('Administrator');
    const email = emailOf('Administrator');
    const { id } = await database()
      .selectFrom('users')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const chain = (await portal.instanceRow()).id;
    for (const actor of [
      { id, label: `Ada Lovelace <${email}>` },
      { id: null, label: 'A Machine' },
    ]) {
      await recordActivity({ chain, actor, action: 'links.read', phase: 'event', outcome: 'applied' });
      const searchParams = { person: actor.label };
      const { entries } = await person.does(() => listActivity({ instance, searchParams }));
      expect(entries.map((entry) => entry.actor)).toContain(actor.label);
    }
  });

  it.each(['never-there', 'installations', '00000000-0000-4000-8000-000000000000'])(
    'of the instance %s is not found',
    async (other) => {
      const person = await portal.signInAs('Administrator');
      const all = person.does(() => listAllActivity({ searchParams: { instance: other } }));
      await expect(all).rejects.toMatchObject({ code: 'not-found' });
      const one = person.does(() => listActivity({ instance: other }));
      await expect(one).rejects.toMatchObject({ code: 'not-found' });
    },
  );
});
