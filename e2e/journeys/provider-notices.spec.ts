import { routes } from '@/lib/routes';
import { expect, test } from '../fixtures';

const plaid = '/integrations/credentials/plaid';
const credentials = {
  clientId: '5f9c1b7ad2e44a0012ab2a6b',
  clientSecret: '7b02e94cd1853fa6de40b7c95e1ad1',
};

test('a user of Plaid Development sees on tile and page that it is retired, since when and where it says so', async ({
  page,
  codat,
  openSecondBrowser,
}) => {
  const title = page.getByText('Plaid retired Development in June 2024; Codat still lists it', {
    exact: true,
  });
  await codat.call('PUT', plaid, { ...credentials, environment: 'development' });
  for (const address of [routes.integration('local', 'banking', 'suuo'), routes.tiles('local', 'banking')]) {
    await page.goto(address);
    await expect(title).toBeVisible();
    await expect(page.getByText('Since June 20, 2024')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Source' })).toHaveAttribute(
      'href',
      /^https:\/\/plaid\.com\//,
    );
  }
  const french = await openSecondBrowser({ locale: 'fr-CA' });
  await french.goto(routes.integration('local', 'banking', 'suuo'));
  await expect(french.getByText('Depuis le 20 juin 2024')).toBeVisible();

  await codat.call('PUT', plaid, { ...credentials, environment: 'sandbox' });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(title).toBeHidden();
});

test('an integration that Codat has removed says so as long as it is enabled', async ({ page, codat }) => {
  const title = page.getByText('Codat has removed this integration');
  await codat.call('PATCH', '/integrations/ldgh', { enabled: true });
  await page.goto(routes.tiles('local', 'commerce'));
  await expect(title).toHaveCount(1);
  await codat.call('PATCH', '/integrations/ldgh', { enabled: false });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(title).toHaveCount(0);
});
