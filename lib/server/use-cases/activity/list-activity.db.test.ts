import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import { enable, held, patch, sandbox, untilReceived } from '../../testing/switching';
import { refreshTiles } from '../integrations/refresh-tiles';
import { retryEnablement } from '../integrations/retry-enablement';
import { listActivity } from './list-activity';

describe.each(engines)('the list of changes, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('shows an intent as pending, and as one line once it has an outcome', async () => {
    const developer = await portal.signInAs('Developer');
    const latest = async () => (await developer.does(() => listActivity({ instance })))[0];
    await portal.codat.faults([{ ...held, apply: 'before' }]);
    const change = enable(developer);
    await untilReceived(portal, 'PATCH');
    const line = {
      actor: emailOf('Developer'),
      action: 'enable',
      integration: 'Banking Sandbox',
    };
    const pending = await latest();
    expect(pending).toMatchObject({ ...line, outcome: 'pending' });
    await portal.codat.release();
    await change;
    expect(await latest()).toEqual({ ...pending, outcome: 'applied' });
  });

  it('shows what Codat refused and that it was retried, the latest first', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 403 }]);
    await enable(developer, sandbox);
    await developer.does(() => retryEnablement({ instance }));
    const lines = await developer.does(() => listActivity({ instance }));
    expect(lines.slice(0, 2)).toMatchObject([
      { action: 'retry-enablement', outcome: 'applied', integration: '' },
      { action: 'enable', outcome: 'refused', integration: 'Banking Sandbox' },
    ]);
  });

  it('shows only the changes of one integration if asked for that one', async () => {
    const developer = await portal.signInAs('Developer');
    await enable(developer, sandbox);
    const of = (key: string) => developer.does(() => listActivity({ instance, key }));
    expect((await of('qhnd'))[0]).toMatchObject({ action: 'enable', integration: 'Banking Sandbox' });
    expect((await of('qhnd')).every(({ integration }) => integration === 'Banking Sandbox')).toBe(true);
    expect(await of('exgd')).toEqual([]);
  });

  it('does not grow by looking', async () => {
    const developer = await portal.signInAs('Developer');
    const before = await developer.does(() => listActivity({ instance }));
    await developer.does(() => refreshTiles({ instance }));
    expect(await developer.does(() => listActivity({ instance }))).toEqual(before);
  });
});
