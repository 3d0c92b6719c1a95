import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expect, test, waitForHydration } from '../../fixtures';
import { confirmReview } from '../../review-dialog';

const developmentSecret = '999a3ac412bf7e3ea93dd1fcb14931';

const share = (page: Page) => page.getByRole('heading', { name: /are back/ });
const rows = (page: Page) => page.getByRole('region', { name: 'Customers cut off' }).getByRole('row');
const tableOf = async (page: Page) => {
  const cells = await rows(page)
    .filter({ has: page.getByRole('cell') })
    .evaluateAll((found) =>
      found.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent?.trim())),
    );
  return cells.map(([name, state]) => [name, state]);
};

/** Parses a CSV file as a spreadsheet does. */
function parseCsv(text: string): string[][] {
  return text
    .replace(/\r\n$/, '')
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

/** Through the review, as a person does it; ends on the reconnect list. */
async function switchToDevelopment(page: Page): Promise<void> {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  const environment = page.getByLabel('Environment', { exact: true });
  await waitForHydration(environment);
  const secret = page.locator('input#field-developmentSecret');
  if (await secret.isVisible()) await secret.fill(developmentSecret);
  await environment.selectOption({ label: 'Development' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const review = page.getByRole('dialog', { name: 'Switch Plaid from Sandbox to Development?' });
  await review.getByLabel('Type development to confirm').fill('development');
  await review.getByRole('button', { name: 'Switch to Development' }).click();
  await page.getByRole('link', { name: '42 customers to bring back' }).click();
  await expect(page.getByRole('heading', { name: 'Customers to bring back', level: 1 })).toBeVisible();
}

async function download(page: Page): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^local-suuo-reconnect-\d{4}-\d\d-\d\d\.csv$/);
  return readFileSync(await file.path(), 'utf8');
}

test('a switch of Plaid leads to 42 customers to bring back, and the list says 41 once one has authorized by its link', async ({
  page,
  codat,
  openSecondBrowser,
}) => {
  await switchToDevelopment(page);
  await expect(page.getByText(/Plaid was switched from Sandbox to Development/)).toBeVisible();
  await expect(share(page)).toHaveText('0 of 42 are back, 0%');
  await expect(page.getByText('42 customers are still missing.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'New company' })).toHaveAttribute(
    'href',
    routes.companies('local'),
  );
  await expect(rows(page)).toHaveCount(43);
  expect(await page.content()).not.toContain('/link/companies/');

  await codat.clearRequests();
  const first = rows(page).nth(1);
  const name = (await first.getByRole('cell').first().textContent()) ?? '';
  const show = first.getByRole('button', { name: `Show the link URL of ${name}` });
  await waitForHydration(show);
  await show.press('Enter');
  const copy = first.getByRole('button', { name: `Copy the link URL of ${name}` });
  await expect(copy).toBeFocused();
  const url = (await first.getByRole('status', { name: `Link URL of ${name}` }).textContent()) ?? '';
  expect((await codat.requests()).map(({ path }) => path)).toEqual([
    expect.stringMatching(/^\/companies\/[\w-]+\/connections\/[\w-]+$/),
  ]);

  const customer = await openSecondBrowser({ storageState: { cookies: [], origins: [] } });
  await customer.goto(url);
  await expect(customer.getByText('Status now: Deauthorized')).toBeVisible();
  await customer.getByRole('button', { name: 'Connect' }).click();

  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(share(page)).toHaveText('1 of 42 are back, 2%');
  await expect(page.getByText('41 customers are still missing.')).toBeVisible();
  await expect(rows(page).filter({ hasText: name }).first()).toContainText('None needed');

  await page.getByRole('link', { name: 'Missing', exact: true }).click();
  await expect(rows(page)).toHaveCount(42);
  await expect(page).toHaveURL(/show=missing/);
  await page.getByRole('link', { name: 'Back', exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).nth(1)).toContainText(name);
});

test('the settings page and the activity lead to the list while customers are missing', async ({
  page,
  portal,
}) => {
  await switchToDevelopment(page);
  await portal.codat.reset();
  portal.query('update instances set revision = revision + 1');
  await switchToDevelopment(page);
  const list = page.url();
  await page.goto(routes.activity('local'));
  await page.getByRole('row').nth(1).getByRole('link', { name: 'Reconnect list' }).click();
  await expect(page).toHaveURL(list);

  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await page
    .getByRole('link', { name: /^Bring them back/ })
    .first()
    .click();
  await expect(page).toHaveURL(list);
  await expect(page.getByRole('heading', { name: 'Other changes of Plaid' })).toBeVisible();

  portal.query("update affected_connections set state = 'company-deleted'");
  await portal.codat.reset('empty');
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await expect(page.getByRole('heading', { name: 'Plaid', level: 1 })).toBeVisible();
  await expect(page.getByText('Customers to bring back')).toBeHidden();
});

test('the file holds what the table shows, as a spreadsheet may open it; link URLs are in it only when asked for', async ({
  page,
  portal,
}) => {
  await switchToDevelopment(page);
  const [[first = ''] = []] = await tableOf(page);
  portal.query(
    'update affected_connections set company_name = ? where company_name = ?',
    '=HYPERLINK("x") Élan, "été"',
    first,
  );
  await page.reload();
  const shown = await tableOf(page);
  expect(shown.map(([name]) => name)).toContain('=HYPERLINK("x") Élan, "été"');
  const text = await download(page);
  expect(text.startsWith('\ufeffCompany,Company ID,State,Back since (UTC)\r\n')).toBe(true);
  expect(text).not.toContain('/link/');
  const [, ...lines] = parseCsv(text);
  expect(lines.map(([name = '', , state]) => [name.replace(/^'=/, '='), state])).toEqual(shown);
  expect(lines.filter(([name = '']) => /^[=+@-]/.test(name))).toEqual([]);

  await page.getByLabel('With link URLs').check();
  await page.getByRole('searchbox', { name: 'Search companies' }).fill('hyperlink');
  await expect(rows(page)).toHaveCount(2);
  const [head, ...found] = parseCsv(await download(page));
  expect(head?.at(-1)).toBe('Link URL');
  expect(found).toHaveLength(1);
  expect(found[0]?.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/link\/companies\/.+\/start$/);

  const exports = portal.query<{ details: string }>(
    "select details from activity where action = 'companies.export-reconnect' order by seq",
  );
  expect(exports.map(({ details }) => JSON.parse(details))).toMatchObject([
    { companies: 42, links: false },
    { companies: 1, links: true },
  ]);
  expect(exports.map(({ details }) => details).join()).not.toContain('http');
});

test('an open page refreshes when a customer has come back', async ({ page, codat, portal }) => {
  await page.clock.install();
  await switchToDevelopment(page);
  const [row] = portal.query<{ company_id: string; connection_id: string }>(
    'select * from affected_connections join disruptive_changes on change_id = id order by at desc limit 1',
  );
  const path = `/link/companies/${row?.company_id}/connections/${row?.connection_id}/start`;
  await fetch(`${portal.emulatorUrl}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'connect' }),
  });
  portal.query('update instances set revision = revision + 1');
  await codat.clearRequests();
  await page.clock.fastForward(45_000);
  await expect(share(page)).toHaveText('1 of 42 are back, 2%');
});

test('if Codat can’t be asked the last known state is kept, and if nothing matches the page says so', async ({
  page,
  codat,
}) => {
  await switchToDevelopment(page);
  await codat.faults([{ method: 'GET', path: '/companies', status: 500, times: 50 }]);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Codat could not be asked, so this is the last known state.')).toBeVisible();
  await expect(share(page)).toHaveText('0 of 42 are back, 0%');
  await codat.clearFaults();
  await page.getByRole('link', { name: 'Back', exact: true }).click();
  await expect(page.getByText('No company matches')).toBeVisible();
  await page.getByRole('link', { name: 'Show all' }).click();
  await expect(rows(page)).toHaveCount(43);
});

test.describe('to an Analyst', () => {
  test.use({ as: 'Analyst' });

  test('the list and its links are open, the export is not', async ({ page, portal, people, browser }) => {
    const developer = await browser.newPage({
      baseURL: portal.url,
      storageState: await people.sessionOf('Administrator'),
    });
    await switchToDevelopment(developer);
    await page.goto(developer.url());
    await developer.close();
    await expect(rows(page)).toHaveCount(43);
    await expect(page.getByRole('button', { name: 'Download as CSV' })).toBeHidden();
    const show = page.getByRole('button', { name: /^Show the link URL of/ }).first();
    await waitForHydration(show);
    await show.click();
    await expect(page.getByRole('button', { name: /^Copy the link URL of/ })).toBeVisible();
  });
});

test('a list that may lack customers never says that no customer is missing', async ({ page, codat }) => {
  const read = (await codat.call('GET', '/companies?page=1&pageSize=100')) as { results: object[] };
  const spoiled = { ...read.results[0], dataConnections: [{ status: null }] };
  await codat.faults([
    {
      method: 'GET',
      path: '/companies',
      body: { ...read, results: [spoiled, ...read.results.slice(1)] },
      times: 100,
    },
  ]);
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  const clientId = page.getByRole('textbox', { name: 'Client ID' });
  await waitForHydration(clientId);
  await clientId.fill('5f9c1b7ad2e44a0012ab2a6b');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await confirmReview(page, 'Save without knowing the number', 'sandbox');
  await page.getByRole('link', { name: 'Customers to bring back', exact: true }).click();
  await expect(page.getByText('This list is incomplete')).toBeVisible();
  // Codat's answer is the one before the change, so that each of the known ones is linked.
  await expect(page.getByText('No known customer is missing any more; others may be.')).toBeVisible();
});
