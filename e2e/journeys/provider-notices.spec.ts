import { routes } from '@/lib/routes';
import { expect, test } from '../fixtures';

const clientId = '5f9c1b7ad2e44a0012ab2a6b';
const secret = '7b02e94cd1853fa6de40b7c95e1ad1';

test('who uses Plaid Development is told on tile and page that it is retired, since when and where it says so', async ({
  page,
  codat,
  openElsewhere,
}) => {
  const title = 'Plaid retired Development in June 2024; Codat still lists it';
  await page.goto(routes.tiles('local', 'banking'));
  await expect(page.getByRole('heading', { name: 'Plaid', level: 2 })).toBeVisible();
  await expect(page.getByText(title)).toHaveCount(0);

  const credentials = { clientId, clientSecret: secret, environment: 'development' };
  await codat.call('PUT', '/integrations/credentials/plaid', credentials);
  for (const address of [routes.tiles('local', 'banking'), routes.integration('local', 'banking', 'suuo')]) {
    await page.goto(address);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(title, { exact: true })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText('Since 20 June 2024')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Source' })).toHaveAttribute(
      'href',
      /^https:\/\/plaid\.com\//,
    );
  }
  const french = await openElsewhere({ locale: 'fr-CA' });
  await french.goto(routes.integration('local', 'banking', 'suuo'));
  await expect(french.getByText('Depuis le 20 juin 2024')).toBeVisible();
});

test('an integration that Codat has removed says so as long as it is enabled', async ({ page, codat }) => {
  const title = page.getByText('Codat has removed this integration');
  await page.goto(routes.tiles('local', 'commerce'));
  await expect(page.getByRole('heading', { name: 'Lightspeed K', exact: true })).toBeVisible();
  await expect(title).toHaveCount(0);
  await codat.call('PATCH', '/integrations/ldgh', { enabled: true });
  await expect(async () => {
    await page.reload();
    await expect(title).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
});
