import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expect, test, waitForHydration } from '../fixtures';

const list = routes.companies('local');

async function add(page: Page, name: string): Promise<void> {
  await page.goto(list);
  await waitForHydration(page.getByRole('button', { name: 'New company' }));
  await page.getByRole('button', { name: 'New company' }).click();
  await page.getByLabel('Company name').fill(name);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
}

test('a creation that is not confirmed is called neither done nor failed, and is found by looking, not by sending', async ({
  page,
  codat,
}) => {
  await codat.faults([{ method: 'POST', path: '/companies', status: 503, delayMs: 30_000, apply: 'after' }]);
  await add(page, 'Juniper Roofing Partners');
  await expect(page.getByText(/Codat did not confirm the change of Juniper Roofing Partners/)).toBeVisible();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('button', { name: 'Check again' })).toBeVisible();
  await codat.release();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Juniper Roofing Partners is created')).toBeVisible();
  const sent = (await codat.requests()).filter(({ method }) => method === 'POST');
  expect(sent).toHaveLength(1);
});

test('a creation whose answer never reaches the browser is asked for again, not sent again', async ({
  page,
  codat,
  allowedConsoleErrors,
}) => {
  allowedConsoleErrors.push(/ERR_FAILED|Failed to fetch/);
  await page.goto(list);
  let isCut = false;
  await page.route(`**${list}`, async (route) => {
    if (route.request().method() !== 'POST' || isCut) return route.fallback();
    isCut = true;
    await route.fetch();
    await route.abort();
  });
  await waitForHydration(page.getByRole('button', { name: 'New company' }));
  await page.getByRole('button', { name: 'New company' }).click();
  await page.getByLabel('Company name').fill('Juniper Roofing Partners');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(/The answer was lost, so it is not known/)).toBeVisible();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Juniper Roofing Partners is created')).toBeVisible();
  expect((await codat.requests()).filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a creation that Codat refuses is said to be refused, and can be tried again', async ({
  page,
  codat,
}) => {
  await codat.faults([{ method: 'POST', path: '/companies', status: 402 }]);
  await add(page, 'Juniper Roofing Partners');
  await expect(page.getByText('Codat refused this (it answered 402). Nothing was changed.')).toBeVisible();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Juniper Roofing Partners is created')).toBeVisible();
});

test('where the companies can’t be read the page says so and Refresh brings them back', async ({
  page,
  codat,
}) => {
  await codat.faults([{ method: 'GET', path: '/companies', status: 401, times: 1 }]);
  await page.goto(list);
  await expect(page.getByText('The companies can’t be shown')).toBeVisible();
  await expect(page.getByText(/refuses the API key/)).toBeVisible();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('table')).toBeVisible();
});

test('where no file can be made the page says so, with the same filters', async ({ page, codat }) => {
  await page.goto(routes.companies('local', { sort: 'name' }));
  await expect(page.getByRole('table')).toBeVisible();
  await codat.faults([{ method: 'GET', path: '/companies', status: 500, times: 9 }]);
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  await expect(page.getByText('The list could not be downloaded')).toBeVisible();
  await expect(page).toHaveURL(/sort=name&export=failed/);
});

test('links that can’t be read can be asked for again', async ({ page, codat }) => {
  await page.goto(list);
  await expect(page.getByRole('table')).toBeVisible();
  await waitForHydration(page.getByRole('button', { name: 'New company' }));
  await codat.faults([{ method: 'GET', path: '/companies/*', status: 400 }]);
  await page
    .getByRole('button', { name: /^Request data/ })
    .first()
    .click();
  await expect(page.getByRole('dialog').getByText(/Codat refused this/)).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Link for all integrations')).toBeVisible();
});
