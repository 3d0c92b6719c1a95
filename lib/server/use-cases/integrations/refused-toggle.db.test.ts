import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { disable, enable, held, outcomes, patch, untilReceived } from '../../testing/switching';

describe.each(engines)('a toggle that Codat refuses, on %s,', (engine) => {
  const portal = setupInstallation(engine);

  it.each([403, 404, 405])('with %s, is closed at once by at most one reading', async (status) => {
    const developer = await portal.signInAs('Developer');
    await portal.restart({ READ_BACK_DELAY_MS: '20000' });
    await portal.codat.faults([{ ...held, status, apply: 'never' }]);
    const change = enable(developer);
    await untilReceived(portal, 'PATCH');
    await portal.codat.clearRequests();
    await portal.codat.faults([{ method: 'GET', path: patch.path, status: 500, times: 9 }]);
    const askedAt = performance.now();
    await portal.codat.release();
    expect(await change).toMatchObject({ code: 'enablement-refused', facts: { status } });
    expect(performance.now() - askedAt).toBeLessThan(15_000);
    const after = (await portal.codat.requests()).filter(({ method }) => method === 'GET');
    expect(after.length).toBeLessThanOrEqual(1);
    expect(await portal.openOperations()).toEqual([]);
    expect(outcomes(await portal.recorded())).toEqual(['refused']);
  });

  it('is no refusal if the one reading shows that it took effect', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 403, apply: 'before' }]);
    expect((await enable(developer)).code).toBe('enabled');
    expect((await disable(developer)).code).toBe('disabled');
  });
});
