import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { type Codat, expect, test } from '../fixtures';

const banking = routes.tiles('local', 'banking');
const tiles = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 });

type Item = Record<string, unknown> & { key: string; name: string };

/** Codat's true list, with something done to each item. */
async function answerWith(codat: Codat, change: (item: Item) => unknown): Promise<void> {
  const page = (await codat.call('GET', '/integrations?page=1&pageSize=500')) as { results: Item[] };
  await codat.faults([
    {
      method: 'GET',
      path: '/integrations',
      times: 20,
      body: { ...page, results: page.results.map(change) },
    },
  ]);
}

for (const [what, fault, sentence] of [
  ['is down', { status: 503 }, 'Codat can’t be reached right now. Try again in a moment.'],
  [
    'does not know our key',
    { status: 401 },
    'Codat refuses the API key of this instance. An Administrator can replace it under Codat instances.',
  ],
  [
    'takes no more requests',
    { status: 429, headers: { 'retry-after': '600' } },
    'Codat takes no more requests for now. Try again in 10 minutes.',
  ],
  ['cuts the connection', { abort: true }, 'Codat can’t be reached right now.'],
  ['sends half an answer', { truncateAfter: 100 }, 'Codat can’t be reached right now.'],
  ['sends something else', { body: '<html>Gateway</html>' }, 'Codat can’t be reached right now.'],
] as const) {
  test(`when Codat ${what}, the page still loads, says so, and Refresh brings the tiles back`, async ({
    page,
    codat,
  }) => {
    await codat.faults([{ method: 'GET', path: '/integrations', times: 100, ...fault }]);
    await page.goto(banking);
    await expect(page.getByText('The integrations can’t be shown')).toBeVisible();
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Integration categories' })).toBeVisible();

    await codat.clearFaults();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(tiles(page)).toHaveCount(3);
    await expect(page.getByText('The integrations can’t be shown')).toBeHidden();
  });
}

test('a reading that fails once is tried again without any notice', async ({ page, codat }) => {
  await codat.faults([{ method: 'GET', path: '/integrations', status: 503 }]);
  await page.goto(banking);
  await expect(tiles(page)).toHaveCount(3);
});

test('a tile whose credentials cannot be read says so, and is the only one', async ({ page, codat }) => {
  await codat.faults([{ method: 'GET', path: '/integrations/credentials/suuo', times: 20, status: 500 }]);
  await page.goto(banking);
  const unreadable = page.getByText('Codat did not hand over its settings. Refresh to try again.');
  await expect(unreadable).toHaveCount(1);
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Plaid' }).filter({ has: unreadable }),
  ).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Plaid' })).toBeChecked();
  await expect(page.getByText('Not set up yet')).toBeVisible();

  await page.getByRole('link', { name: 'Manage Plaid' }).click();
  await expect(page.getByText('Codat did not hand over the credentials of Plaid.')).toBeVisible();
});

test('a kind of integration that Codat invents tomorrow is shown under Other', async ({ page, codat }) => {
  await answerWith(codat, (item) =>
    item.key === 'zpqy' ? { ...item, key: 'newx', name: 'Newcomer', sourceType: 'Quantum' } : item,
  );
  await page.goto(routes.tiles('local', 'other'));
  await expect(tiles(page)).toHaveText(['Newcomer']);
  await expect(page.getByText('Set up in the Codat Portal')).toBeVisible();
  await page.goto(banking);
  await expect(tiles(page)).toHaveCount(3);
});

test('fields that Codat leaves out leave the tiles standing', async ({ page, codat }) => {
  await answerWith(codat, ({ key, name, enabled }) => ({ key, name, enabled }));
  await page.goto(banking);
  await expect(tiles(page)).toHaveText(['Plaid', 'TrueLayer', 'Banking Sandbox']);
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Plaid' }).getByText('Sandbox', { exact: true }),
  ).toBeVisible();
  await expect(page.getByText('linked connection')).toHaveCount(0);
});

test('one item that cannot be read is named as left out, and the others are shown', async ({
  page,
  codat,
}) => {
  await answerWith(codat, (item) => (item.key === 'upvr' ? { ...item, enabled: 'perhaps' } : item));
  await page.goto(banking);
  await expect(tiles(page)).toHaveText(['Plaid', 'Banking Sandbox']);
  await expect(
    page.getByText('Codat sent one integration that can’t be read; it is left out here.'),
  ).toBeVisible();
});

test('the frame of the page is there before a slow Codat has answered', async ({ page, codat }) => {
  await page.goto(routes.activity('local'));
  await codat.faults([{ method: 'GET', path: '/integrations', times: 20, delayMs: 600 }]);
  await page.goto(banking, { waitUntil: 'commit' });
  await expect(page.getByText('Reading the integrations from Codat…').first()).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(tiles(page)).toHaveCount(0);
  await codat.release();
  await expect(tiles(page)).toHaveCount(3);
});

test('when the daily quota is nearly gone, the last known state shows and says so', async ({
  page,
  codat,
}) => {
  await page.goto(banking);
  await expect(tiles(page)).toHaveCount(3);
  await codat.quota(3);
  await codat.clearRequests();
  await page.getByRole('button', { name: 'Refresh' }).click();
  // The list, and the credentials of Plaid and TrueLayer: the last three that the quota allows.
  await expect.poll(async () => (await codat.requests()).length).toBe(3);
  await codat.clearRequests();
  // At first the state is as fresh as any other. Once it is due to be read again, the page says that it is held back.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('Codat’s daily quota is nearly used up')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(tiles(page)).toHaveCount(3);
  expect(await codat.requests()).toEqual([]);
});

test('an integration that is gone from Codat is a page that is not there', async ({
  page,
  codat,
  allowedConsoleErrors,
}) => {
  allowedConsoleErrors.push(/status of 404/);
  await codat.faults([{ method: 'GET', path: '/integrations/unkn', times: 5, status: 404 }]);
  const answer = await page.goto(routes.integration('local', 'banking', 'unkn'));
  expect(answer?.status()).toBe(404);
});
