import { categories } from '@/lib/category';
import { routes } from '@/lib/routes';
import { expect, test, waitForHydration } from '../fixtures';

const banking = routes.tiles('local', 'banking');
const sandboxSecretAtCodat = '7b02e94cd1853fa6de40b7c95e1ad1';

test('Settings > Integrations > Banking leads to the tiles of the brief', async ({ page }) => {
  await page.goto(routes.activity('local'));
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await expect(navigation.getByText('Settings')).toBeVisible();
  await navigation.getByRole('link', { name: 'Integrations' }).click();
  await expect(page).toHaveURL(banking);
  await navigation.getByRole('link', { name: 'Commerce' }).click();
  await expect(page.getByRole('list', { name: 'Commerce integrations' })).toBeVisible();
  await navigation.getByRole('link', { name: 'Banking' }).click();
  await expect(navigation.getByRole('link', { name: 'Banking' })).toHaveAttribute('aria-current', 'page');

  const plaid = page.getByRole('listitem').filter({ hasText: 'Plaid' });
  await expect(plaid.getByText('Sandbox', { exact: true })).toBeVisible();
  await expect(plaid.getByText('42 linked connections')).toBeVisible();
  await expect(plaid.getByText('Enabled', { exact: true })).toBeVisible();
});

test('each of the five categories shows every integration that Codat has in it', async ({ page, codat }) => {
  const { results } = (await codat.call('GET', '/integrations?pageSize=500')) as {
    results: { sourceType: string; name: string; enabled: boolean }[];
  };
  const sourceTypes = {
    accounting: 'Accounting',
    banking: 'Banking',
    commerce: 'Commerce',
    bankfeeds: 'BankFeed',
    other: 'Other',
  };
  for (const category of categories) {
    const readCodatCredentials = results.filter(({ sourceType }) => sourceType === sourceTypes[category]);
    await page.goto(routes.tiles('local', category));
    const tiles = page.getByRole('main').getByRole('heading', { level: 2 });
    await expect(tiles).toHaveCount(readCodatCredentials.length);
    await expect(page.getByRole('main').getByText('Enabled', { exact: true })).toHaveCount(
      // The filter of the same name is one more.
      readCodatCredentials.filter(({ enabled }) => enabled).length + 1,
    );
    await expect(
      page.getByRole('navigation', { name: 'Integration categories' }).locator('[aria-current=page]'),
    ).toContainText(String(readCodatCredentials.length));
  }
});

test('searching narrows the tiles while typing, stays in the address, and can be undone', async ({
  page,
}) => {
  await page.goto(banking);
  const tiles = page.getByRole('main').getByRole('heading', { level: 2 });
  await expect(tiles).toHaveCount(3);
  const search = page.getByRole('searchbox', { name: 'Search integrations' });
  await waitForHydration(search);
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('true');
  await expect(tiles).toHaveText(['TrueLayer']);
  await expect(page).toHaveURL(`${banking}?search=true`);

  await page.reload();
  await expect(search).toHaveValue('true');
  await expect(tiles).toHaveText(['TrueLayer']);

  await search.fill('no such thing');
  await expect(page.getByText('No integration matches')).toBeVisible();
  await page.getByRole('link', { name: 'Show all' }).click();
  await expect(tiles).toHaveCount(3);
  await expect(page).toHaveURL(banking);
  await expect(search).toHaveValue('');
});

test('the filters show what is enabled and what needs set-up, and keep the search', async ({ page }) => {
  await page.goto(`${banking}?search=a`);
  const tiles = page.getByRole('main').getByRole('heading', { level: 2 });
  const filters = page.getByRole('navigation', { name: 'Show' });
  await filters.getByRole('link', { name: 'Enabled' }).click();
  await expect(tiles).toHaveText(['Plaid']);
  await filters.getByRole('link', { name: 'Needs set-up' }).click();
  await expect(tiles).toHaveText(['TrueLayer']);
  await expect(page).toHaveURL(`${banking}?search=a&show=needs-set-up`);
  await filters.getByRole('link', { name: 'All' }).click();
  await expect(tiles).toHaveCount(3);
});

test('Refresh asks Codat again, while another look within five seconds does not', async ({ page, codat }) => {
  await page.goto(banking);
  const plaid = page.getByRole('switch', { name: 'Plaid' });
  await expect(plaid).toBeChecked();
  await codat.call('PATCH', '/integrations/suuo', { enabled: false });
  await codat.clearRequests();
  await page.reload();
  await expect(page.getByText('Read from Codat')).toBeVisible();
  expect(await codat.requests()).toEqual([]);

  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(plaid).not.toBeChecked();
  expect((await codat.requests()).map(({ path }) => path)).toContain('/integrations');
});

test('Manage shows the environment and a hint of each value at Codat, and never the value', async ({
  page,
}) => {
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));
  await page.goto(banking);
  await page.getByRole('link', { name: 'Manage Plaid' }).click();
  await expect(page).toHaveURL(routes.integration('local', 'banking', 'suuo'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('PlaidSandbox');
  await expect(page.getByRole('definition').filter({ hasText: 'Sandbox' })).toBeVisible();
  await expect(page.getByText('…2a6b')).toBeVisible();
  await expect(page.getByText('…1ad1')).toBeVisible();
  await expect(page.getByText('https://plaid.codat.io/oauth/callback')).toBeVisible();
  expect((await Promise.all(received)).join()).not.toContain(sandboxSecretAtCodat.slice(0, 12));
  await page.getByRole('link', { name: 'Banking' }).first().click();
  await expect(page).toHaveURL(banking);
});

test('the addresses of the Codat Portal lead to the same places here', async ({ page }) => {
  for (const [theirs, ours] of [
    ['/settings', banking],
    ['/settings/integrations', banking],
    ['/settings/integrations/banking', banking],
    ['/settings/integrations/commerce', routes.tiles('local', 'commerce')],
    [
      '/settings/integrations/banking/manage/suuo?integrationName=Plaid',
      routes.integration('local', 'banking', 'suuo'),
    ],
    ['/local/settings/integrations', banking],
    [
      routes.integration('local', 'commerce', 'suuo').toString(),
      routes.integration('local', 'banking', 'suuo'),
    ],
  ] as const) {
    await page.goto(theirs);
    await expect(page, theirs).toHaveURL(ours);
  }
});

test('an address that leads nowhere answers 404 in our own words', async ({ page, allowedConsoleErrors }) => {
  allowedConsoleErrors.push(/status of 404/);
  for (const path of [
    '/nowhere/settings/activity',
    '/local/settings/integrations/nothing',
    '/local/settings/integrations/banking/manage/nothing',
    '/settings/integrations/nothing',
    '/local/nothing/at/all',
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  }
});
