import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expect, test } from '../../fixtures';

const clientId = '5f9c1b7ad2e44a0012ab2a6b';
const secret = '7b02e94cd1853fa6de40b7c95e1ad1';
const other = '999a3ac412bf7e3ea93dd1fcb14931';
const credentials = '/integrations/credentials/plaid';

async function compare(page: Page, value: string): Promise<void> {
  await page.getByLabel('A key that you hold').fill(value);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
}

test('a key that a user holds is compared, and the result is shown and recorded without keeping the key', async ({
  page,
  codat,
  portal,
}) => {
  await codat.call('PUT', credentials, { clientId, clientSecret: secret, environment: 'sandbox' });
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await page.getByText('Compare a key that you hold').click();
  await compare(page, secret);
  await expect(
    page.getByText('This is the Sandbox secret that Codat uses. It is not stored here.'),
  ).toBeVisible();
  await expect(page.getByLabel('A key that you hold')).toHaveValue('');
  await compare(page, other);
  await expect(page.getByText('This is none of them.')).toBeVisible();
  await expect(page.getByText('Compared with: Client ID, Sandbox secret.')).toBeVisible();

  await page.goto(routes.activity('local'));
  await expect(page.getByRole('row').nth(1)).toContainText('Compare a key with those of Plaid');
  await expect(page.getByRole('row').nth(1)).toContainText('Another key');
  await expect(page.getByRole('row').nth(2)).toContainText('The same key');
  expect(JSON.stringify(portal.query('select * from activity'))).not.toContain(other);
  expect(portal.printed()).not.toContain(other);
});

test('a user who compares too often has to wait', async ({ page }) => {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await page.getByText('Compare a key that you hold').click();
  const answers = page.getByRole('status').filter({ hasText: /This is|Too many/ });
  for (let time = 0; time < 11; time += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await compare(page, other);
    await answered;
    await expect(answers).toContainText('This is none of them.');
  }
  await compare(page, secret);
  await expect(answers).toContainText('Too many tries.');
});

test.describe('for a user who may not manage the settings', () => {
  test.use({ as: 'Analyst' });

  test('there is nothing to compare with', async ({ page }) => {
    await page.goto(routes.integration('local', 'banking', 'suuo'));
    await expect(page.getByRole('heading', { name: 'Plaid', level: 1 })).toBeVisible();
    await expect(page.getByText('Same key?')).toHaveCount(0);
  });
});
