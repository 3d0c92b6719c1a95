import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

const plaidPage = routes.integration('local', 'banking', 'suuo');
const credentials = '/integrations/credentials/suuo';
const title = 'Accepted by Codat, not visible yet';
const notTaken = /Codat did not take/;

async function saveCountries(page: Page): Promise<void> {
  await page.goto(plaidPage);
  const countries = page.getByLabel('Country codes');
  await waitForHydration(countries);
  await countries.fill('GB');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

test('a save that Codat accepts and does not show is called accepted, by nothing else, until it shows on its own', async ({
  page,
  codat,
}) => {
  await codat.faults([{ method: 'GET', path: credentials, stale: true, times: 100_000 }]);
  await saveCountries(page);
  await expect(page.getByText(title, { exact: true })).toBeVisible();
  await expect(page.getByText(/Accepted by Codat, not visible yet: the change of Plaid/)).toBeVisible();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('button', { name: 'Check again' })).toBeVisible();
  await expect(page.getByText(title, { exact: true })).toBeVisible();
  await expect(page.getByText(notTaken)).toBeHidden();

  await page.goto(routes.tiles('local', 'banking'));
  await expect(page.getByText(/Accepted by Codat, not visible yet/)).toBeVisible();
  await page.goto(plaidPage);
  await expect(page.getByText(title, { exact: true })).toBeVisible();
  await codat.clearFaults();
  // No button is pressed.
  await expect(page.getByText(title, { exact: true })).toBeHidden({ timeout: 30_000 });
  await expect(page.getByLabel('Country codes')).toHaveValue('GB');
  await page.goto(routes.activity('local'));
  await expect(page.getByRole('row').nth(1)).toContainText('Applied');
  expect((await codat.requests()).filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('its button looks at once', async ({ page, codat, context, portal }) => {
  await chooseAppearance(context, portal, { language: 'fr' });
  await codat.faults([{ method: 'GET', path: credentials, stale: true, times: 100_000 }]);
  await page.goto(plaidPage);
  const countries = page.getByLabel('Codes de pays');
  await waitForHydration(countries);
  await countries.fill('GB');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  const notice = page.getByText('Accepté par Codat, pas encore visible', { exact: true });
  await expect(notice).toBeVisible();
  // Out of sight, the page does not look on its own.
  await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden' }));
  await codat.clearFaults();
  await page.getByRole('button', { name: 'Vérifier de nouveau' }).click();
  await expect(notice).toBeHidden();
  // Nor does what was said of the save go on saying so.
  await expect(page.getByText(/Accepté par Codat/)).toBeHidden();
});

test('an administrator who does not want to wait keeps what Codat shows, and can save again', async ({
  page,
  codat,
}) => {
  await codat.faults([{ method: 'PUT', path: credentials, status: 200, body: {}, apply: 'never' }]);
  await saveCountries(page);
  await page.getByRole('button', { name: 'Keep what Codat shows' }).click();
  await expect(page.getByText(title, { exact: true })).toBeHidden();
  await saveCountries(page);
  await expect(page.getByText(/Saved\. Codat uses the new settings of Plaid/)).toBeVisible();
});

test('a first save that Codat will not let enable says so, with the way to its Portal', async ({
  page,
  codat,
}) => {
  await codat.reset('empty');
  await codat.faults([{ method: 'PATCH', path: '/integrations/suuo', status: 403 }]);
  await page.goto(plaidPage);
  await waitForHydration(page.getByLabel('Client ID', { exact: true }));
  await page.getByLabel('Client ID', { exact: true }).fill('5f9c1b7ad2e44a0012ab2a6b');
  await page.getByLabel('Environment').selectOption({ label: 'Sandbox' });
  await page.getByLabel('Sandbox secret').fill('d41a7f3c9be85026f17d3ca4e86b95');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    page.getByText(/Plaid is saved but not enabled: .* \(it answered 403\)\. Use the Codat Portal\./),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in the Codat Portal' }).first()).toBeVisible();
});
