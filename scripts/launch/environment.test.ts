import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  appEnvironment,
  claimedPorts,
  describeSecondClient,
  emulatorEnvironment,
  readSettings,
  toolEnvironment,
} from './environment.mjs';

describe('the settings', () => {
  test('without a Codat key the emulator is run, and its port is claimed too', () => {
    const settings = readSettings({ CODAT_API_KEY: '' });
    expect(settings.emulator).toMatchObject({ port: 4010, key: 'local-emulator-key' });
    expect(claimedPorts(settings).map(({ variable }) => variable)).toEqual(['PORT', 'EMULATOR_PORT']);
  });

  test('the emulator has two clients, and the first start says how to add the second', () => {
    const settings = readSettings({});
    expect(settings.emulator?.clients).toBe('first=local-emulator-key,Production=local-emulator-key-2');
    expect(emulatorEnvironment(settings, 'test')).toMatchObject({
      EMULATOR_API_KEYS: settings.emulator?.clients,
    });
    expect(describeSecondClient(settings)).toContain(
      'http://127.0.0.1:4010\nAPI key:     local-emulator-key-2',
    );
  });

  test('EMULATOR_API_KEY alone is one client, and no second is mentioned', () => {
    const settings = readSettings({ EMULATOR_API_KEY: 'alone' });
    expect(settings.emulator).toEqual({ port: 4010, key: 'alone', clients: null });
    const variables = emulatorEnvironment(settings, 'test');
    expect(variables).toMatchObject({ EMULATOR_API_KEY: 'alone' });
    expect(variables).not.toHaveProperty('EMULATOR_API_KEYS');
    expect(describeSecondClient(settings)).toBeNull();
  });

  test('EMULATOR_API_KEYS goes before it, its first key is the portal’s, and none is printed', () => {
    const settings = readSettings({ EMULATOR_API_KEY: 'alone', EMULATOR_API_KEYS: 'UAT=one==, Live=two' });
    expect(settings.emulator).toMatchObject({ key: 'one==', clients: 'UAT=one==, Live=two' });
    expect(appEnvironment(settings, 'test', {}).CODAT_API_KEY).toBe('one==');
    expect(describeSecondClient(settings)).toBeNull();
  });

  test('EMULATOR_API_KEYS without names is refused', () => {
    expect(() => readSettings({ EMULATOR_API_KEYS: 'one,two' })).toThrow(
      'EMULATOR_API_KEYS must be name=key',
    );
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
