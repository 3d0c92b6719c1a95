import { routes } from '@/lib/routes';
import { expect, test } from '../fixtures';

// The two calls of the guide: the credentials as they are, then the same with another secret and environment.

const credentials = '/integrations/credentials/plaid';
const developmentSecret = '999a3ac412bf7e3ea93dd1fcb14931';

function bodyOfTheGuide(clientId: string): string {
  return `{
  "clientId": "${clientId}",
  "clientSecret": "${developmentSecret}",
  "environment": "development" // Les noms d'environnement sont "sandbox", "development" et "production"
}`;
}

test('an environment switched through the API shows on the next look, five seconds later at most', async ({
  page,
  codat,
}) => {
  await page.goto(routes.tiles('local', 'banking'));
  const plaid = page.getByRole('listitem').filter({ hasText: 'Plaid' });
  await expect(plaid.getByText('Sandbox', { exact: true })).toBeVisible();

  const before = (await codat.call('GET', credentials)) as { clientId: string; environment: string };
  expect(before.environment).toBe('sandbox');
  await codat.call('PUT', credentials, bodyOfTheGuide(before.clientId));
  const switchedAt = Date.now();
  await expect(async () => {
    await page.reload();
    await expect(plaid.getByText('Development', { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  expect(Date.now() - switchedAt).toBeLessThan(9_000);
  await expect(plaid.getByText('No linked connections')).toBeVisible();
});

test('Refresh shows an environment switched through the API at once', async ({ page, codat }) => {
  await page.goto(routes.tiles('local', 'banking'));
  const plaid = page.getByRole('listitem').filter({ hasText: 'Plaid' });
  await expect(plaid.getByText('Sandbox', { exact: true })).toBeVisible();
  const { clientId } = (await codat.call('GET', credentials)) as { clientId: string };
  await codat.call('PUT', credentials, bodyOfTheGuide(clientId));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(plaid.getByText('Development', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Manage Plaid' }).click();
  await expect(page.getByRole('term').filter({ hasText: 'Development secret' })).toBeVisible();
  await expect(page.getByText(`…${developmentSecret.slice(-4)}`)).toBeVisible();
});

test('credentials without an environment are "not stated", and nothing is assumed', async ({
  page,
  codat,
}) => {
  await codat.reset('legacy-plaid');
  await page.goto(routes.tiles('local', 'banking'));
  const plaid = page.getByRole('listitem').filter({ hasText: 'Plaid' });
  await expect(plaid.getByText('Not stated')).toBeVisible();
});
