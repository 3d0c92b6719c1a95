import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();

describe('enabling and disabling an integration', () => {
  it('answers with the integration as it is now, and keeps it so', async () => {
    const { status, body } = await emulator.call('PATCH', '/integrations/suuo', { enabled: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({ key: 'suuo', enabled: false, linkedConnectionsCount: 42 });
    expect((await emulator.call('GET', '/integrations/suuo')).body.enabled).toBe(false);
  });

  it.each([{ enabled: 'false' }, {}, { enabled: true, name: 'Plaid' }, [true]])(
    'refuses %j',
    async (body) => {
      expect((await emulator.call('PATCH', '/integrations/suuo', body)).status).toBe(400);
    },
  );

  it('is not there at all when the emulator plays the public API', async () => {
    await emulator.control.modes({ refuseEnablement: true });
    const { status, body } = await emulator.call('PATCH', '/integrations/suuo', { enabled: false });
    expect(status).toBe(404);
    expect(body).toMatchObject({ statusCode: 404, correlationId: expect.any(String) });
    expect((await emulator.call('GET', '/integrations/suuo')).body.enabled).toBe(true);
  });
});
