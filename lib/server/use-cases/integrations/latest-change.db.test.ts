import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import { recordStatements } from '../../testing/statements';
import { enable, patch, sandbox } from '../../testing/switching';
import { readIntegration } from '../settings/read-integration';
import { readTiles } from './read-tiles';

const key = sandbox;

describe.each(engines)('the latest change of an integration, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('shows on its tile and its form once it is applied, to those who may read the activity', async () => {
    const developer = await portal.signInAs('Developer');
    const analyst = await portal.signInAs('Analyst');
    const onTile = async (person = developer) => {
      const { tiles } = await person.does(() =>
        readTiles({ instance, category: 'banking', search: '', show: 'all' }),
      );
      return tiles.find((tile) => tile.key === key)?.lastChange;
    };
    expect(await onTile()).toBeNull();
    await portal.codat.faults([{ ...patch, status: 409 }]);
    await enable(developer, key);
    expect(await onTile()).toBeNull();
    await portal.codat.clearFaults();
    await enable(developer, key);
    const change = await onTile();
    expect(change).toMatchObject({ by: emailOf('Developer') });
    expect((await developer.does(() => readIntegration({ instance, key }))).tile.lastChange).toEqual(change);
    expect(await onTile(analyst)).toBeNull();
  });

  it('costs one query for a whole page of tiles', async () => {
    const developer = await portal.signInAs('Developer');
    const statements = await recordStatements();
    await developer.does(() => readTiles({ instance, category: 'banking', search: '', show: 'all' }));
    expect(statements.take().filter((statement) => /latest_changes|"activity"/.test(statement))).toHaveLength(
      1,
    );
  });
});
