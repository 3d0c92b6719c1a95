import { routes } from '@/lib/routes';
import { expectAccessible } from '../../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../../fixtures';
import { confirmReview, reviewIn } from '../../review-dialog';

const plaid = routes.integration('local', 'banking', 'suuo');
const credentials = '/integrations/credentials/plaid';
const productionSecret = '4c71a90be2d85f36c07e1948ab77c0';
const saved = 'Saved. Codat uses the new settings of Plaid.';

type Held = Readonly<Record<string, string>>;

test('Plaid goes from Sandbox to Production with 42 linked: the number, a wrong word, the right one, the activity', async ({
  page,
  codat,
  portal,
}) => {
  await page.goto(plaid);
  await waitForHydration(page.getByRole('textbox', { name: 'Production secret' }));
  await page.getByRole('textbox', { name: 'Production secret' }).fill(productionSecret);
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'Production' });
  await codat.clearRequests();
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  const review = reviewIn(page);
  await expect(review).toHaveAccessibleName('Switch Plaid from Sandbox to Production?');
  await expect(review.getByText('In the Codat instance Local emulator')).toBeVisible();
  await expect(review.getByText('42 companies will be deauthorized')).toBeVisible();
  await expect(review.getByRole('row', { name: /Environment/ })).toContainText('SandboxProduction');
  await expect(review.getByRole('row', { name: /secret/ })).toContainText('•••• 1ad1•••• 77c0');

  await review.getByText('Show the 42 companies').click();
  const { results } = (await codat.call('GET', '/companies?page=1&pageSize=2000&orderBy=name')) as {
    results: { name: string; dataConnections: { status: string; integrationKey: string }[] }[];
  };
  const name = results.find(({ dataConnections }) =>
    dataConnections.some(({ status, integrationKey }) => status === 'Linked' && integrationKey === 'suuo'),
  )?.name;
  await review.getByRole('searchbox').fill(name?.toLowerCase() ?? '');
  await expect(review.getByRole('listitem')).toHaveText([name ?? '']);
  await review.getByRole('searchbox').fill('nobody of this name');
  await expect(review.getByText('No company of this name.')).toBeVisible();

  const downloading = page.waitForEvent('download');
  await review.getByRole('button', { name: 'Download the list (CSV)' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^local-suuo-.*\.csv$/);

  await confirmReview(page, 'Switch to Production', 'sandbox');
  await expect(review.getByText('That doesn’t match. Type production.')).toBeVisible();
  await expect(review.getByLabel('Type production to confirm')).toBeFocused();
  expect((await codat.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);

  await confirmReview(page, 'Switch to Production', 'production');
  await expect(page.getByText(saved)).toBeVisible();
  await expect(review).toBeHidden();
  expect((await codat.call('GET', credentials)) as Held).toMatchObject({
    environment: 'production',
    clientSecret: productionSecret,
  });
  expect((await codat.requests()).filter(({ method }) => method === 'PUT')).toHaveLength(1);
  // Others may have saved as much before; the latest change comes first.
  await expect(page.getByText('Save settings of Plaid: Applied, 42 companies').first()).toBeVisible();
  await page.getByRole('link', { name: 'All activity' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText(
    'Save settings of Plaid (42 companies)Reconnect listApplied',
  );
  await expect(page.getByRole('row').nth(2)).toContainText(
    'Download the companies linked with Plaid (42 companies)',
  );
  const [{ count } = { count: 0 }] = portal.query<{ count: number }>(
    'select count(*) as count from affected_connections',
  );
  expect(count).toBe(42);
});

test('the review is left by Escape and by Cancel, the focus comes back, and the draft is still there', async ({
  page,
  codat,
}) => {
  await page.goto(plaid);
  const environment = page.getByRole('combobox', { name: 'Environment' });
  await waitForHydration(environment);
  await page.getByRole('textbox', { name: 'Client ID' }).fill('5f9c1b7ad2e44a0012ab2a6b');
  await codat.clearRequests();
  const save = page.getByRole('button', { name: 'Save', exact: true });
  const review = reviewIn(page);
  for (const leave of ['Escape', 'Enter']) {
    await save.focus();
    await page.keyboard.press('Enter');
    await expect(review.getByText('42 companies will be deauthorized')).toBeVisible();
    await expect(review.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press(leave);
    await expect(review).toBeHidden();
    await expect(save).toBeFocused();
  }
  await expect(page.getByRole('textbox', { name: 'Client ID' })).toHaveValue('5f9c1b7ad2e44a0012ab2a6b');
  expect((await codat.requests()).filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('a count that takes a while says how far it is, can be cancelled, and shows the first hundred', async ({
  page,
  codat,
}) => {
  await codat.reset('large');
  await page.goto(plaid);
  const clientId = page.getByRole('textbox', { name: 'Client ID' });
  await waitForHydration(clientId);
  await clientId.fill('5f9c1b7ad2e44a0012ab2a6b');
  // The page counts on its own, next to the form. The requests checked here come after that.
  await expect(page.getByRole('term').filter({ hasText: 'Deauthorized' })).toBeVisible();
  await codat.clearRequests();
  const companies = { method: 'GET', path: '/companies' };
  await codat.faults([
    { ...companies, times: 1 },
    { ...companies, delayMs: 600_000, times: 4 },
  ]);
  const review = page.getByRole('dialog');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  await expect(review.getByText('2,000 of 10,000 companies read')).toBeVisible();
  await expect(review.getByRole('progressbar')).toBeVisible();
  await review.getByRole('button', { name: 'Cancel' }).click();
  await expect(review).toBeHidden();
  await expect(save).toBeFocused();

  // The count continues for the next request.
  await save.click();
  await expect(review.getByText('2,000 of 10,000 companies read')).toBeVisible();
  await codat.release();
  await review.getByText(/^Show the [\d,]+ companies$/).click();
  await expect(review.getByRole('listitem')).toHaveCount(100);
  await expect(review.getByText(/^and [\d,]+ more$/)).toBeVisible();
  const asked = (await codat.requests()).filter(({ path }) => path === '/companies');
  expect(asked).toHaveLength(5);
});

test('where the companies can’t be counted, that is said, and the word is asked for', async ({
  page,
  codat,
}) => {
  await page.goto(plaid);
  await waitForHydration(page.getByRole('textbox', { name: 'Client ID' }));
  await page.getByRole('textbox', { name: 'Client ID' }).fill('5f9c1b7ad2e44a0012ab2a6b');
  await codat.faults([{ method: 'GET', path: '/companies', status: 403, times: 9 }]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const review = reviewIn(page);
  await expect(review.getByText('The linked companies can’t be counted right now')).toBeVisible();
  await confirmReview(page, 'Save without knowing the number', 'sandbox');
  await expect(page.getByText(saved)).toBeVisible();
  await expect(page.getByText('Applied, an unknown number of companies')).toBeVisible();
});

test('a number that has grown in the meantime is shown again before anything is saved', async ({
  page,
  codat,
}) => {
  await page.goto(plaid);
  await waitForHydration(page.getByRole('textbox', { name: 'Client ID' }));
  await page.getByRole('textbox', { name: 'Client ID' }).fill('5f9c1b7ad2e44a0012ab2a6c');
  await codat.faults([
    {
      method: 'GET',
      path: '/companies',
      body: { results: [], totalResults: 0, pageNumber: 1, pageSize: 2000 },
    },
  ]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const review = reviewIn(page);
  await expect(review.getByText('No company is linked, so none will be deauthorized')).toBeVisible();
  await confirmReview(page, 'Save');
  await expect(review.getByText('More companies are linked than when you looked.')).toBeVisible();
  await expect(review.getByText('42 companies will be deauthorized')).toBeVisible();
  expect((await codat.requests()).filter(({ method }) => method === 'PUT')).toEqual([]);
  await confirmReview(page, 'Save and cut off 42 customers', 'sandbox');
  await expect(page.getByText(saved)).toBeVisible();
});

test('an Administrator deletes the credentials of Plaid, by its name, and sees what Codat says then', async ({
  page,
  codat,
}) => {
  await page.goto(plaid);
  const open = page.getByRole('button', { name: 'Delete the credentials' });
  await waitForHydration(open);
  await open.click();
  const review = reviewIn(page);
  await expect(review).toHaveAccessibleName('Delete the credentials of Plaid?');
  await expect(review.getByText('42 companies will be deauthorized')).toBeVisible();
  await expect(review.getByText('the secrets stored here for it are deleted too')).toBeVisible();
  await confirmReview(page, 'Delete the credentials', 'plaid');
  await expect(page.getByText('Deleted. Codat holds no credentials of Plaid any more.')).toBeVisible();
  await expect(page.getByText('Codat still says that it is enabled')).toBeVisible();
  expect(await codat.call('GET', credentials)).toEqual({});
  await expect(page.getByRole('textbox', { name: 'Client ID' })).toHaveValue('');
  await expect(open).toBeHidden();
});

test.describe('a Developer', () => {
  test.use({ as: 'Developer' });
  test('is offered no deletion', async ({ page }) => {
    await page.goto(plaid);
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Delete credentials' })).toBeHidden();
  });
});

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'fr'] as const) {
    test(`axe finds nothing in the review, and at 360 pixels nothing is cut off, ${theme}, ${language}`, async ({
      page,
      portal,
    }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await chooseAppearance(page.context(), portal, { theme, language });
      await page.goto(plaid);
      const inWords = (en: string, fr: string) => (language === 'en' ? en : fr);
      const secret = page.getByRole('textbox', { name: inWords('Development secret', 'Secret Development') });
      await waitForHydration(secret);
      await secret.fill('999a3ac412bf7e3ea93dd1fcb14931');
      await page
        .getByRole('combobox', { name: inWords('Environment', 'Environnement') })
        .selectOption('development');
      await page.getByRole('button', { name: inWords('Save', 'Enregistrer'), exact: true }).click();
      const review = reviewIn(page);
      await review.getByText(inWords('Show the 42 companies', 'Afficher les 42 entreprises')).click();
      await review
        .getByRole('button', { name: inWords('Switch to Development', 'Passer à Development') })
        .click();
      await expect(review.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible();
      await expectAccessible(page, 'the review');
      expect(await review.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    });
  }
}
