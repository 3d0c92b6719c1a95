import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

const list = routes.companies('local');
const table = (page: Page) => page.getByRole('table', { name: /Companies|Entreprises/ });
const rowOf = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name });
const dialog = (page: Page) => page.getByRole('dialog');
const textOf = async (place: Locator) => ((await place.textContent()) ?? '').trim();
const linkIn = (place: Locator) => textOf(place.getByRole('code').first());

async function open(page: Page, address: string = list): Promise<void> {
  await page.goto(address);
  await expect(table(page)).toBeVisible();
  await waitForHydration(page.getByRole('button', { name: 'New company' }));
}

/** Connects as the customer, in a browser of their own, on the page that the link opens. */
async function connect(customer: Page, link: string, integration?: string): Promise<void> {
  await customer.goto(link);
  if (integration) await customer.getByRole('radio', { name: integration, exact: true }).check();
  await customer.getByRole('button', { name: 'Connect' }).click();
  await expect(customer.getByRole('heading', { name: 'Connected' })).toBeVisible();
}

test('a new company gets its link at once; once its people have authorized Plaid it is Linked', async ({
  page,
  openSecondBrowser,
  codat,
}) => {
  await open(page);
  await page.getByRole('button', { name: 'New company' }).click();
  const name = page.getByLabel('Company name');
  await expect(dialog(page)).toHaveAccessibleName('Add new company');
  await name.fill('Café (Nord)');
  await expect(page.getByText('Codat drops é ( ). The name will be “Caf Nord”.')).toBeVisible();
  await page.getByRole('button', { name: 'Use “Cafe Nord”' }).click();
  await expect(page.getByText('Codat drops')).toHaveCount(0);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Cafe Nord is created')).toBeVisible();
  const link = await linkIn(dialog(page));
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/link\/company\/[0-9a-f-]{36}$/);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the link of Cafe Nord' }).click();
  await expect(dialog(page).getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(rowOf(page, 'Cafe Nord')).toContainText('No connections');

  await connect(await openSecondBrowser({ storageState: { cookies: [], origins: [] } }), link, 'Plaid');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(rowOf(page, 'Cafe Nord')).toContainText('Linked');
  await expect(rowOf(page, 'Cafe Nord')).toContainText('Plaid');
  const writes = (await codat.requests()).filter(
    ({ method, path }) => method === 'POST' && path === '/companies',
  );
  expect(writes.map(({ body }) => body)).toEqual([{ name: 'Cafe Nord' }]);
  await page.goto(routes.activity('local'));
  await expect(page.getByRole('row').nth(1)).toContainText('Read the link URLs of Cafe NordApplied');
  await expect(page.getByRole('row').nth(2)).toContainText('Create company Cafe NordApplied');
});

test('a connection that has lost its authorization gets it back through its own link', async ({
  page,
  openSecondBrowser,
}) => {
  await open(page, routes.companies('local', { status: 'deauthorized' }));
  const name = await textOf(table(page).getByRole('link').nth(3));
  const button = page.getByRole('button', { name: `Request data of ${name}` });
  expect(await page.content()).not.toContain('/link/');
  await button.click();
  await expect(dialog(page)).toHaveAccessibleName(`Request data from ${name}`);
  await expect(dialog(page).getByText('Needs reauthorization')).toBeVisible();
  await page.getByRole('button', { name: 'Reauthorize Plaid' }).click();
  const link = await linkIn(dialog(page).getByRole('listitem'));
  expect(link).toMatch(/\/link\/companies\/[0-9a-f-]+\/connections\/[0-9a-f-]+\/start$/);
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();

  await connect(await openSecondBrowser({ storageState: { cookies: [], origins: [] } }), link);
  await open(page, routes.companies('local', { search: name }));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(rowOf(page, name)).toContainText('Linked');
});

test('Create makes a link for one integration, and the customer who follows it is connected', async ({
  page,
  openSecondBrowser,
}) => {
  await open(page, routes.companies('local', { status: 'no-connections' }));
  const name = await textOf(table(page).getByRole('link').nth(3));
  await page.getByRole('button', { name: `Request data of ${name}` }).click();
  await expect(dialog(page).getByText('Nothing is connected yet.')).toBeVisible();
  await page.getByLabel('Integration', { exact: true }).last().selectOption('Xero');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(dialog(page).getByText('The link of Xero is ready.')).toBeVisible();
  const link = await textOf(dialog(page).getByRole('code').last());
  await page.getByRole('button', { name: 'Close' }).click();
  await connect(await openSecondBrowser({ storageState: { cookies: [], origins: [] } }), link);
  await open(page, routes.companies('local', { search: name }));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(rowOf(page, name)).toContainText('Linked');
  await expect(rowOf(page, name)).toContainText('Xero');
});

test('search, filters and order stand in the address, and work without scripts', async ({
  page,
  openSecondBrowser,
}) => {
  await open(page);
  await page.keyboard.press('/');
  await page.keyboard.type('plumbing');
  await expect(page).toHaveURL(/search=plumbing$/);
  await page.getByLabel('Connection status').selectOption('Linked');
  await expect(page).toHaveURL(/search=plumbing&status=linked$/);
  await page.getByRole('link', { name: 'Company name' }).click();
  await expect(page).toHaveURL(/search=plumbing&status=linked&sort=name$/);
  await expect(page.getByRole('columnheader', { name: 'Company name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  const shown = await table(page).getByRole('rowheader').allInnerTexts();
  expect(shown.length).toBeGreaterThan(0);

  await page.getByLabel('Search company, platform, ID…').fill('nothing like this');
  await expect(page.getByText('No company matches')).toBeVisible();
  await page.getByRole('link', { name: 'Show all companies' }).click();
  await expect(page.getByText('1 to 50 of 60 companies')).toBeVisible();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByText('51 to 60 of 60 companies')).toBeVisible();

  const plain = await openSecondBrowser({ javaScriptEnabled: false });
  await plain.goto(routes.companies('local', { sort: 'name' }));
  await plain.getByLabel('Search company, platform, ID…').fill('plumbing');
  await plain.getByLabel('Connection status').selectOption('Linked');
  await plain.getByRole('button', { name: 'Search' }).click();
  await expect(plain).toHaveURL(/search=plumbing&status=linked&sort=name&plain=1/);
  expect(await table(plain).getByRole('rowheader').allInnerTexts()).toEqual(shown);
});

for (const [language, separator] of [
  ['en', ','],
  ['fr', ';'],
] as const) {
  test(`the CSV is the table, ready for a spreadsheet, and on record, ${language}`, async ({
    page,
    portal,
    codat,
  }) => {
    await chooseAppearance(page.context(), portal, { language });
    await codat.call('POST', '/companies', { name: '-2 & Sons, Partners' });
    await page.goto(routes.companies('local', { search: 's', sort: 'name' }));
    await expect(table(page)).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Download as CSV|Télécharger en CSV/ }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^(companies|entreprises)-local-\d{4}-\d\d-\d\d\.csv$/);
    const bytes = await readFile(await file.path());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = bytes.subarray(3).toString('utf8');
    const [head = [], ...rows] = parse(text, separator);

    const headings = await table(page).getByRole('columnheader').allInnerTexts();
    expect(head.map((cell) => cell.replace(' (UTC)', '')).slice(0, 5)).toEqual(
      headings.slice(0, 5).map((heading) => heading.replace(/\s[↑↓]$/, '')),
    );
    const shown = await cellsOf(table(page));
    await page.getByRole('link', { name: /Next|Suivante/ }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(page.getByRole('link', { name: /Next|Suivante/ })).toHaveCount(0);
    shown.push(...(await cellsOf(table(page))));
    expect(shown.length).toBeGreaterThan(50);
    // Only what a spreadsheet would take for a formula differs, by its first sign.
    expect(rows.map(([name = '', ...rest]) => [name.replace(/^'(?=-)/, ''), ...rest])).toEqual(shown);
    expect(text).toContain(`"'-2 & Sons, Partners"${separator}`);
    const [recorded] = portal.query<{ details: string }>(
      "select details from activity where action = 'companies.export' order by seq desc limit 1",
    );
    expect(JSON.parse(recorded?.details ?? '{}')).toEqual({ count: rows.length, search: 's' });
  });
}

test('a connection is unlinked and deleted, and a company deleted, each after a review that says what is lost', async ({
  page,
  codat,
}) => {
  await open(page, routes.companies('local', { integration: 'exgd', status: 'linked' }));
  const link = table(page).getByRole('link').nth(3);
  const name = await textOf(link);
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const address = page.url();

  await page.getByRole('button', { name: 'Unlink Stripe' }).click();
  await expect(dialog(page)).toHaveAccessibleName(`Unlink Stripe from ${name}?`);
  await expect(dialog(page)).toContainText('In Local emulator');
  await dialog(page).getByRole('button', { name: 'Unlink Stripe' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Stripe' })).toContainText('Unlinked');

  await page.getByRole('button', { name: 'Delete the connection with Stripe' }).click();
  const confirm = dialog(page).getByRole('button', { name: 'Delete the connection' });
  await confirm.click({ force: true });
  await page.getByLabel('Type Stripe to confirm').fill('stripe');
  await confirm.click({ force: true });
  await page.getByLabel('Type Stripe to confirm').fill('Stripe');
  await confirm.click();
  await expect(page.getByRole('heading', { name: 'Stripe' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Delete company' }).click();
  await expect(dialog(page)).toContainText('linked now and will be cut off.');
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await dialog(page)
    .getByRole('button', { name: `Delete ${name}` })
    .click();
  await expect(page).toHaveURL(list);
  await expect(table(page)).toBeVisible();
  const writes = (await codat.requests()).filter(({ method }) => !['GET', 'HEAD'].includes(method));
  expect(writes.map(({ method }) => method)).toEqual(['PATCH', 'DELETE', 'DELETE']);

  const gone = await page.request.get(address);
  expect(gone.status()).toBe(404);
  await page.goto(routes.activity('local'));
  const rows = page.getByRole('row');
  await expect(rows.nth(1)).toContainText(`Delete company ${name}Applied`);
  await expect(rows.nth(2)).toContainText(`Delete the connection of ${name} with StripeApplied`);
  await expect(rows.nth(3)).toContainText(`Unlink Stripe from ${name}Applied`);
});

test('an error of a connection shows with its reason and its time', async ({ page }) => {
  await open(page, routes.companies('local', { status: 'pending' }));
  for (const name of await table(page).getByRole('rowheader').getByRole('link').allInnerTexts()) {
    await open(page, routes.companies('local', { search: name }));
    await table(page).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    if ((await page.getByRole('heading', { name: 'Errors' }).count()) === 0) continue;
    await expect(page.getByText(/User cancelled/)).toBeVisible();
    await expect(page.getByText(/\d{4}, .* UTC/).first()).toBeVisible();
    return;
  }
  throw new Error('No company of the seed has an error');
});

/** Returns the cells as the CSV has them: no symbol next to a word, and each date to the second. */
function cellsOf(shown: Locator) {
  return shown.getByRole('row').evaluateAll((lines) =>
    lines.slice(1).map((line) => {
      const [first, ...cells] = [...line.children];
      const [name, id] = [...(first?.children ?? [])].map(({ textContent }) => textContent);
      const words = cells.slice(0, 2).map((cell) => {
        // Skips the label that precedes it on small screens.
        const text = [...cell.childNodes]
          .slice(1)
          .map(({ textContent }) => textContent)
          .join('');
        return text.startsWith('—') ? '—' : text.replace(/^!/, '');
      });
      const dates = cells.slice(2, 4).map((cell) => cell.querySelector('time')?.dateTime.slice(0, 19));
      return [name, ...words, ...dates.map((date) => date?.replace('T', ' ') ?? '—'), id];
    }),
  );
}

function parse(text: string, separator: string): string[][] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((line) =>
      (line.match(new RegExp(`("([^"]|"")*"|[^${separator}]*)(${separator}|$)`, 'g')) ?? [])
        .slice(0, 6)
        .map((cell) =>
          cell
            .replace(new RegExp(`${separator}$`), '')
            .replace(/^"(.*)"$/s, '$1')
            .replaceAll('""', '"'),
        ),
    );
}
