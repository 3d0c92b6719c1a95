import { describe, expect, it } from 'vitest';
import { hasSettings } from '@/lib/integrations/define-integration';
import { registry } from '@/lib/integrations/registry';
import { database } from '../../db/database';
import { filled } from '../../testing/filled-form';
import { setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import { change, readCodatCredentials } from '../../testing/settings-fixtures';
import { readIntegration } from '../settings/read-integration';
import { readTiles } from './read-tiles';

// Each definition yields a tile, a form, and a mapping to Codat and back.

const withSettings = registry.filter(hasSettings).map((definition) => [definition.name, definition] as const);

describe('each definition', () => {
  const portal = setupInstallation('sqlite');

  it.each(withSettings)(
    '%s: sends to Codat what is entered, and shows it without a secret',
    async (_, definition) => {
      await portal.codat.reset('empty');
      const { key, category } = definition;
      const developer = await portal.signInAs('Developer');
      const look = async () => {
        const { tiles } = await developer.does(() => readTiles.untrusted({ instance, category }));
        return tiles.find((tile) => tile.key === key);
      };
      expect(await look()).toMatchObject({ name: definition.name, setUp: 'needed' });

      const entered = filled(definition);
      expect(await change(developer, entered, key)).toMatchObject({ kind: 'saved', verified: true });
      expect(await look()).toMatchObject({ setUp: 'done' });

      const held = Object.values(await readCodatCredentials(portal, key));
      const kept = await database().selectFrom('stored_secrets').select('field').execute();
      for (const [field, secret] of Object.entries(entered.secrets)) {
        expect(held.includes(secret) || kept.some((row) => row.field === field), field).toBe(true);
      }
      for (const value of Object.values(entered.values)) expect(held).toContain(String(value));

      const view = await developer.does(() => readIntegration({ instance, key }));
      expect(view.form?.values).toMatchObject(entered.values);
      const shown = JSON.stringify([view, await portal.recorded(), portal.logged()]);
      for (const [field, secret] of Object.entries(entered.secrets)) {
        expect(view.form?.secrets[field]).toMatchObject({ isSet: true, hint: secret.slice(-4) });
        expect(shown, field).not.toContain(secret.slice(0, -4));
      }
      for (const table of ['settings', 'stored_secrets', 'open_operations', 'activity'] as const) {
        const rows = JSON.stringify(await database().selectFrom(table).selectAll().execute());
        for (const secret of Object.values(entered.secrets))
          expect(rows, table).not.toContain(secret.slice(0, -4));
      }
    },
  );
});
