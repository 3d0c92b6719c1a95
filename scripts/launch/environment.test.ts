import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimedPorts, readSettings, toolEnvironment } from './environment.mjs';

describe('the settings', () => {
  test('without a Codat key the emulator is run, and its port is claimed too', () => {
    const settings = readSettings({ CODAT_API_KEY: '' });
    expect(settings.emulator).toEqual({ port: 4010, key: 'local-emulator-key' });
    expect(claimedPorts(settings).map(({ variable }) => variable)).toEqual(['PORT', 'EMULATOR_PORT']);
  });

  test('with a Codat key there is no emulator', () => {
    const settings = readSettings({ CODAT_API_KEY: 'real' });
    expect(settings.emulator).toBeNull();
    expect(claimedPorts(settings).map(({ variable }) => variable)).toEqual(['PORT']);
  });

  test('a relative DATA_DIR is one of the project, wherever the server runs', () => {
    const { dataDir } = readSettings({ DATA_DIR: 'state' });
    expect(dataDir).toBe(path.resolve(import.meta.dirname, '../../state'));
  });

  test.each(['0', '65536', '3000.5', 'http'])('%s is refused as a port', (text) => {
    expect(() => readSettings({ PORT: text })).toThrow(`it is "${text}"`);
  });
});

describe('the environment of builds and tests', () => {
  const secrets = [
    'CODAT_API_KEY',
    'DATABASE_URL',
    'ADMIN_PASSWORD',
    'NEXT_PUBLIC_KEY',
    'npm_config__authToken',
  ];

  test.each(secrets)('%s stays outside', (name) => {
    expect(toolEnvironment('test', {}, { PATH: '/bin', [name]: 'canary' })).toEqual({
      PATH: '/bin',
      NODE_ENV: 'test',
      NEXT_TELEMETRY_DISABLED: '1',
    });
  });
});
