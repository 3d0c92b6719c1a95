import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { administrator, expect, test, waitForHydration } from '../fixtures';

const banking = routes.tiles('local', 'banking');
const toggle = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });

async function press(page: Page, name: string): Promise<void> {
  await waitForHydration(toggle(page, name));
  await toggle(page, name).click();
}

test('an Administrator switches Plaid off and on: one write each, seen by all, kept in the activity', async ({
  page,
  openSecondBrowser,
  codat,
  portal,
}) => {
  await page.goto(banking);
  await press(page, 'Plaid');
  const dialog = page.getByRole('dialog', { name: 'Disable Plaid?' });
  await expect(dialog.getByText('42 companies are linked with it')).toBeVisible();
  expect(await codat.switches()).toEqual([]);
  await dialog.getByRole('button', { name: 'Disable Plaid' }).click();
  await expect(page.getByText('Plaid is now disabled.')).toBeAttached();
  await expect(toggle(page, 'Plaid')).not.toBeChecked();
  expect(await codat.switches()).toEqual(['suuo false']);

  await page.reload();
  await expect(toggle(page, 'Plaid')).not.toBeChecked();
  const other = await openSecondBrowser();
  await other.goto(banking);
  await expect(toggle(other, 'Plaid')).not.toBeChecked();

  await press(page, 'Plaid');
  await expect(page.getByText('Plaid is now enabled.')).toBeAttached();
  await expect(toggle(page, 'Plaid')).toBeChecked();
  expect(await codat.switches()).toEqual(['suuo false', 'suuo true']);
  expect(await codat.isEnabled('suuo')).toBe(true);
  await other.reload();
  await expect(toggle(other, 'Plaid')).toBeChecked();

  await page.goto(routes.activity('local'));
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toContainText(administrator.email);
  await expect(rows.nth(1)).toContainText('Enable PlaidApplied');
  await expect(rows.nth(2)).toContainText('Disable Plaid (42 companies)Applied');
  const { status, stdout } = portal.run('activity-verify');
  expect(stdout).toMatch(/^Chain installation holds/m);
  expect(status).toBe(0);
});

test('Cancel and Escape in the dialog change nothing', async ({ page, codat }) => {
  await page.goto(banking);
  const dialog = page.getByRole('dialog');
  await press(page, 'Plaid');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await press(page, 'Plaid');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(toggle(page, 'Plaid')).toBeChecked();
  await expect(toggle(page, 'Plaid')).toBeFocused();
  expect(await codat.switches()).toEqual([]);
});

test('an integration without its credentials leads to its settings and is not enabled empty', async ({
  page,
  codat,
}) => {
  await page.goto(banking);
  await expect(toggle(page, 'TrueLayer')).toHaveAccessibleDescription(
    'Needs its credentials before it can be enabled.',
  );
  await press(page, 'TrueLayer');
  await expect(page).toHaveURL(routes.integration('local', 'banking', 'upvr'));
  await expect(page.getByText('Codat holds no credentials for TrueLayer yet.')).toBeVisible();
  expect(await codat.switches()).toEqual([]);
  expect(await codat.isEnabled('upvr')).toBe(false);
});

test('everything can be switched by keyboard alone', async ({ page, codat }) => {
  await page.goto(banking);
  await waitForHydration(toggle(page, 'Plaid'));
  const reach = async (name: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await toggle(page, name).evaluate((element) => element === document.activeElement);
      if (focused) return;
    }
    throw new Error(`Tab never reached ${name}`);
  };
  await reach('Plaid');
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await codat.switches()).toEqual([]);

  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Disable Plaid' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(toggle(page, 'Plaid')).not.toBeChecked();
  expect(await codat.switches()).toEqual(['suuo false']);

  await reach('Banking Sandbox');
  await page.keyboard.press('Space');
  await expect(toggle(page, 'Banking Sandbox')).toBeChecked();
  await expect.poll(() => codat.switches()).toEqual(['suuo false', 'qhnd true']);
});

test('a double click is one write', async ({ page, codat }) => {
  await page.goto(banking);
  await waitForHydration(toggle(page, 'Banking Sandbox'));
  await toggle(page, 'Banking Sandbox').dblclick();
  await expect(page.getByText('Banking Sandbox is now enabled.')).toBeAttached();
  await expect(toggle(page, 'Banking Sandbox')).toBeChecked();
  expect(await codat.switches()).toEqual(['qhnd true']);
});

test('of two people who switch at once only one writes', async ({ page, openSecondBrowser, codat }) => {
  const other = await openSecondBrowser();
  await Promise.all([page.goto(banking), other.goto(banking)]);
  for (const either of [page, other]) await waitForHydration(toggle(either, 'Banking Sandbox'));
  await Promise.all([press(page, 'Banking Sandbox'), press(other, 'Banking Sandbox')]);
  for (const either of [page, other]) {
    await expect(
      either
        .getByText('Banking Sandbox is now enabled.')
        .or(either.getByText('Another change to this integration is still in progress.')),
    ).toBeAttached();
  }
  expect(await codat.switches()).toEqual(['qhnd true']);
});

test('a user who was shown fewer customers than there are now is asked again', async ({ page, codat }) => {
  await page.goto(banking);
  await waitForHydration(toggle(page, 'Plaid'));
  // Codat leaves one out of the list as long as the person looks.
  const { results } = (await codat.call('GET', '/companies?page=1&pageSize=2000')) as {
    results: { dataConnections: { status: string; integrationKey: string }[] }[];
  };
  const linked = results.findIndex(({ dataConnections }) =>
    dataConnections.some(({ status, integrationKey }) => status === 'Linked' && integrationKey === 'suuo'),
  );
  const fewer = results.toSpliced(linked, 1);
  const body = { results: fewer, totalResults: fewer.length, pageNumber: 1, pageSize: 2000 };
  await codat.faults([{ method: 'GET', path: '/companies', body }]);
  await press(page, 'Plaid');
  await expect(page.getByText('41 companies are linked with it')).toBeVisible();
  await page.getByRole('button', { name: 'Disable Plaid' }).click();
  await expect(page.getByText('42 companies are linked with Plaid now.')).toBeVisible();
  expect(await codat.switches()).toEqual([]);
});

test('two enabled banking integrations bring the advice to enable one', async ({ page, codat }) => {
  await page.goto(banking);
  const notice = page.getByText('Two banking integrations are enabled');
  await expect(toggle(page, 'TrueLayer')).toBeVisible();
  await expect(notice).toBeHidden();
  await codat.call('PUT', '/integrations/credentials/upvr', {
    clientId: 'switchboard-e2e',
    clientSecret: 'invented-and-opens-nothing',
  });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('link', { name: 'Manage TrueLayer' })).toBeVisible();
  await press(page, 'TrueLayer');
  await expect(notice).toBeVisible();
  await expect(page.getByText('Customers see Plaid and TrueLayer side by side')).toBeVisible();
  expect(await codat.switches()).toEqual(['upvr true']);
});

test('the toggle of the settings page is the same toggle', async ({ page, codat }) => {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await press(page, 'Plaid');
  await page.getByRole('button', { name: 'Disable Plaid' }).click();
  await expect(toggle(page, 'Plaid')).not.toBeChecked();
  expect(await codat.switches()).toEqual(['suuo false']);
  await page.goto(banking);
  await expect(toggle(page, 'Plaid')).not.toBeChecked();
});
