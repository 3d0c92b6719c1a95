import { chmodSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { encodings } from '../action-requests';
import { findAction } from '../built-app';
import { expect, test } from '../fixtures';
import { send } from '../raw-request';
import { administrator, startPortal } from '../start-portal';

// The access that other users of the machine, and others on the network, have.

test.use({ as: null });

test('no other user of the machine can read a file of the portal, nor list its folder', async ({
  portal,
}) => {
  const modes = () => {
    const names = ['', ...readdirSync(portal.dataDir)];
    return names.map(
      (name) => `${(statSync(path.join(portal.dataDir, name)).mode & 0o777).toString(8)} ${name}`,
    );
  };
  // The emulator writes its state a moment after its start.
  await expect
    .poll(modes)
    .toEqual(
      expect.arrayContaining([
        '700 ',
        '600 switchboard.sqlite',
        '600 switchboard.sqlite-wal',
        '600 emulator-state.json',
      ]),
    );
  expect(modes().filter((line) => !/^(700 $|600 )/.test(line))).toEqual([]);

  // File modes as an earlier version left them.
  chmodSync(portal.dataDir, 0o755);
  for (const name of ['switchboard.sqlite', 'switchboard.sqlite-wal', 'switchboard.sqlite-shm']) {
    chmodSync(path.join(portal.dataDir, name), 0o644);
  }
  expect(portal.run('activity-verify').status).toBe(0);
  expect(modes().filter((line) => !/^(700 $|600 )/.test(line))).toEqual([]);
});

test('plain http beyond this machine is refused at the start, with a sentence', async () => {
  await expect(startPortal({ APP_URL: 'http://switchboard.example' })).rejects.toThrow(
    /APP_URL: is plain http beyond this machine.*ALLOW_INSECURE_HTTP=1/,
  );
});

test('plain http that is allowed is warned of on every page, in the language of its reader', async () => {
  const portal = await startPortal({ APP_URL: 'http://switchboard.example', ALLOW_INSECURE_HTTP: '1' });
  const host = 'switchboard.example';
  try {
    const action = { ...findAction('signInAction'), name: '' };
    const signedIn = await send(portal.url, {
      method: 'POST',
      path: '/sign-in',
      headers: {
        host,
        origin: `http://${host}`,
        ...encodings.plainStateForm.encode(action, administrator).headers,
      },
      body: encodings.plainStateForm.encode(action, administrator).body ?? '',
    });
    const session = (signedIn.headers['set-cookie'] ?? []).map((set) => set.split(';')[0]).join('; ');
    expect(session).toContain('session');
    for (const [language, words] of [
      ['en', 'This connection isn’t encrypted'],
      ['fr', 'Cette connexion n’est pas chiffrée'],
    ]) {
      const pages = [
        '/local/settings/integrations/banking',
        '/local/companies',
        '/settings/users',
        '/nowhere',
      ];
      for (const path of pages) {
        const headers = { host, cookie: `${session}; switchboard.language=${language}` };
        expect((await send(portal.url, { path, headers })).body, `${path} in ${language}`).toContain(words);
      }
      const headers = { host, cookie: `switchboard.language=${language}` };
      expect((await send(portal.url, { path: '/sign-in', headers })).body).toContain(words);
    }
    expect(portal.printed()).toContain('"event":"insecure-http"');
  } finally {
    await portal.stop();
  }
});
