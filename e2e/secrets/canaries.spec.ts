import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { categories } from '@/lib/category';
import { routes } from '@/lib/routes';
import { expect, test, waitForHydration } from '../fixtures';
import { sendForRsc } from '../raw-request';
import { confirmReview } from '../review-dialog';
import { findIn, marker } from '../secret-search';

// Random markers stand where secrets would; then every byte that leaves the portal, and every file it keeps, is
// searched for them in whatever way they may have been written.

test('the search finds a secret however it is written', () => {
  const canary = marker();
  for (const written of [
    canary,
    Buffer.from(canary).toString('base64'),
    Buffer.from(`{"a":"${canary}"}`).toString('base64'),
    Buffer.from(`{"ab":"${canary}"}`).toString('base64url'),
    Buffer.from(`{"abc":"${canary}"}`).toString('base64'),
    Buffer.from(canary).toString('hex'),
    [...canary].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
    JSON.stringify(JSON.stringify({ canary })),
  ]) {
    expect(findIn(`before ${written} after`, [canary]), written).not.toEqual([]);
  }
  expect(findIn(marker(), [canary])).toEqual([]);
});

test('no secret that Codat holds leaves the portal: not in a page, an action, a log line or a file', async ({
  page,
  codat,
  portal,
  people,
  allowedConsoleErrors,
}) => {
  allowedConsoleErrors.push(/status of (404|500)/);
  const canaries: string[] = [];
  const plant = () => {
    const canary = marker();
    canaries.push(canary);
    return canary;
  };
  const plaidSecret = plant();
  // A client ID is no secret to a user who manages the settings: the form shows it.
  const clientId = marker();
  await codat.call('PUT', '/integrations/credentials/plaid', {
    clientId,
    clientSecret: plaidSecret,
    environment: 'production',
    publicKey: plant(),
    somethingNew: plant(),
  });
  for (const key of ['upvr', 'exgd', 'yzth', 'gbol', 'qhyg', 'fztf']) {
    await codat.call('PUT', `/integrations/credentials/${key}`, { clientId, clientSecret: plant() });
  }
  await codat.clearRequests();

  const received: Promise<string>[] = [];
  page.on('response', (response) => {
    const { headers, url } = { headers: JSON.stringify(response.headers()), url: response.url() };
    received.push(
      response.text().then(
        (body) => `${url} ${headers} ${body}`,
        () => `${url} ${headers}`,
      ),
    );
  });
  const keys = ['suuo', 'exgd', 'gbol', 'qhnd', 'zpqy'];
  const addresses = [
    ...categories.map((category) => routes.tiles('local', category)),
    ...keys.map((key) => routes.integration('local', 'banking', key)),
    routes.activity('local'),
    routes.companies('local'),
    routes.users(),
    routes.instances(),
    '/local/nothing/at/all',
  ];
  for (const address of addresses) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Reading the integrations from Codat…')).toHaveCount(0);
  }
  const { cookies } = await people.sessionOf('Administrator');
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const path of addresses) {
    received.push(sendForRsc(portal.url, { path, headers: { cookie } }).then(({ body }) => body));
  }

  // Actions, and Codat echoing what it holds in its errors.
  const toggle = page.getByRole('switch', { name: 'Banking Sandbox' });
  const echo = {
    error: `secret ${plaidSecret} is not valid`,
    clientSecret: plaidSecret,
    correlationId: plaidSecret,
  };
  for (const status of [400, 409, 500]) {
    await page.goto(routes.tiles('local', 'banking'));
    await codat.faults([
      {
        method: 'PATCH',
        path: '/integrations/qhnd',
        status,
        body: echo,
        headers: { 'retry-after': plaidSecret },
      },
      { method: 'GET', path: '/integrations/credentials/suuo', status, body: echo },
    ]);
    await waitForHydration(toggle);
    await toggle.click();
    await expect(page.getByText(/Codat (refused this|did not)/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
  await codat.faults([{ method: 'GET', path: '/integrations', times: 9, status: 200, body: echo }]);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('The integrations can’t be shown')).toBeVisible();
  await codat.clearFaults();

  // The portal did hold them all in its hands, and shows of one of them what it may.
  expect(
    (await codat.requests()).filter(({ path }) => path.includes('/credentials/')).length,
  ).toBeGreaterThan(8);
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await expect(page.getByText(`…${plaidSecret.slice(-4)}`)).toBeVisible();

  // And one that a person types: for Codat at once, or kept for another environment.
  await page.getByRole('button', { name: 'Replace: Production secret' }).click();
  await page.getByLabel('Production secret', { exact: true }).fill(plant());
  await page.getByLabel('Development secret', { exact: true }).fill(plant());
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await confirmReview(page, 'Save', 'production');
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Replace: Development secret' })).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

  const sent = (await Promise.all(received)).join('\n');
  expect(sent.length).toBeGreaterThan(500_000);
  const everySecret = [...canaries, portal.apiKey];
  expect(findIn(sent, everySecret)).toEqual([]);
  expect(findIn(stored, everySecret)).toEqual([]);
  expect(findIn(await page.content(), everySecret)).toEqual([]);
  expect(portal.printed()).toContain('"event":"activity"');
  expect(findIn(portal.printed(), everySecret)).toEqual([]);
  for (const file of readdirSync(portal.dataDir, { recursive: true, encoding: 'utf8' })) {
    // The emulator's own memory, which here is Codat's.
    if (file.startsWith('emulator-state.json')) continue;
    expect(findIn(readFileSync(path.join(portal.dataDir, file), 'latin1'), everySecret), file).toEqual([]);
  }
});

test('the keys that the portal made for itself are in none of its answers and log lines', async ({
  page,
  portal,
}) => {
  const keys = ['auth', 'vault', 'activity'].map((name) =>
    readFileSync(path.join(portal.dataDir, `${name}.key`), 'utf8').trim(),
  );
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));
  for (const address of [routes.tiles('local', 'banking'), routes.instances(), routes.users()]) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  const everything = `${(await Promise.all(received)).join()}${portal.printed()}`;
  for (const key of keys) {
    expect(key.length).toBeGreaterThan(40);
    expect(everything.includes(key)).toBe(false);
    expect(everything.includes(Buffer.from(key, 'base64').toString('hex'))).toBe(false);
  }
});
