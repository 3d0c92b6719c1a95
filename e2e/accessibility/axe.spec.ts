import type { Page } from '@playwright/test';
import { categories } from '@/lib/category';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

const places = [
  ...categories.map((category) => routes.tiles('local', category)),
  routes.integration('local', 'banking', 'suuo'),
  routes.integration('local', 'banking', 'qhnd'),
  routes.integration('local', 'other', 'zpqy'),
  routes.activity('local'),
  routes.activity(null),
  routes.activityEntry(null, 1),
  routes.users(),
  routes.account(),
  routes.instances(),
  routes.newInstance(),
  routes.instance('local'),
  routes.companies('local', { search: 'sons', sort: 'name' }),
  routes.companies('local', { search: 'no such company' }),
  routes.company('local', '0b928df7-52a9-4029-a4d8-07bad13d4191'),
  '/local/nothing/at/all',
];

/**
 * Checks all variants in one visit: a page follows the colour scheme and the window's width without being loaded again.
 */
async function expectSoundEverywhere(page: Page, where: string): Promise<void> {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['dark', 360],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await expectAccessible(page, `${where}, ${colorScheme}, ${width} pixels`);
  }
}

for (const language of ['en', 'fr'] as const) {
  test(`axe finds nothing on any page, and none scrolls sideways, light and dark, ${language}`, async ({
    page,
    openSecondBrowser,
    portal,
    allowedConsoleErrors,
  }) => {
    // Each place is looked at three times.
    test.setTimeout(180_000);
    allowedConsoleErrors.push(/status of 404/);
    await chooseAppearance(page.context(), portal, { language });
    for (const place of places) {
      await page.goto(place);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText(/^(Reading the|Lecture des) /)).toHaveCount(0);
      await expectSoundEverywhere(page, place);
    }
    const stranger = await openSecondBrowser({ storageState: { cookies: [], origins: [] } });
    await chooseAppearance(stranger.context(), portal, { language });
    for (const place of ['/sign-in', routes.forgottenPassword(), routes.invitation('no-such-token')]) {
      await stranger.goto(place);
      await expectSoundEverywhere(stranger, place);
    }
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing where something has to be said or asked, ${theme}`, async ({
    page,
    codat,
    portal,
  }) => {
    await chooseAppearance(page.context(), portal, { theme });
    await page.goto(routes.tiles('local', 'banking'));
    const toggle = page.getByRole('switch', { name: 'Plaid' });
    await waitForHydration(toggle);
    await toggle.click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'the dialog');
    await page.keyboard.press('Escape');

    await page.getByText('admin@example.com').click();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    await expectAccessible(page, 'the account');

    await codat.modes({ refuseEnablement: true });
    await page.getByRole('switch', { name: 'Banking Sandbox' }).click();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expectAccessible(page, 'a refusal');

    await page.goto(`${routes.tiles('local', 'banking')}?search=nothing-like-this`);
    await expect(page.getByText('No integration matches')).toBeVisible();
    await expectAccessible(page, 'no match');

    await codat.faults([{ method: 'GET', path: '/integrations', status: 401, times: 9 }]);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByText('The integrations can’t be shown')).toBeVisible();
    await expectAccessible(page, 'a failure');
  });

  test(`axe finds nothing where keys don’t fit, ${theme}`, async ({ page, portal }) => {
    await chooseAppearance(page.context(), portal, { theme });
    await page.goto(routes.integration('local', 'banking', 'suuo'));
    const field = page.getByRole('textbox', { name: 'Production secret' });
    await waitForHydration(field);
    await field.fill('"too short"');
    await page.getByLabel('Client ID', { exact: true }).fill('set by hand');
    await page.getByLabel('Development secret').fill('of-another-shape');
    await field.focus();
    await expect(page.getByRole('button', { name: 'Take only the key' })).toHaveCount(2);
    await expect(page.getByRole('checkbox', { name: /^Save it anyway/ })).toBeVisible();
    await page.getByText('Compare a key that you hold').click();
    await expectAccessible(page, 'keys that don’t fit');
  });

  for (const language of ['en', 'fr'] as const) {
    test(`axe finds nothing in the dialogs about companies, ${theme}, ${language}`, async ({
      page,
      codat,
      portal,
    }) => {
      await chooseAppearance(page.context(), portal, { theme, language });
      await page.setViewportSize({ width: 360, height: 740 });
      const dialog = page.getByRole('dialog');
      const check = async (what: string) => {
        await expect(dialog).toBeVisible();
        await expectAccessible(page, what);
        const width = await dialog.evaluate((element) => element.getBoundingClientRect().right);
        expect(width, what).toBeLessThanOrEqual(360);
      };
      await page.goto(routes.companies('local', { status: 'deauthorized' }));
      const add = page.getByRole('button', { name: /^(New company|Nouvelle entreprise)$/ });
      await waitForHydration(add);
      await add.click();
      await dialog.getByRole('textbox').fill('Café (Nord)');
      await check('a new company');
      await codat.faults([{ method: 'POST', path: '/companies', status: 402 }]);
      const submit = dialog.getByRole('button', { name: /^(Add|Ajouter)$/ });
      await submit.click();
      await expect(dialog.getByRole('alert')).not.toBeEmpty();
      await check('a refusal');
      await submit.click();
      await expect(dialog.getByRole('code')).toBeVisible();
      await check('its link');
      await page.keyboard.press('Escape');

      await page
        .getByRole('button', { name: /^(Request data of|Demander des données à)/ })
        .first()
        .click();
      await dialog.getByRole('button', { name: /^(Reauthorize|Réautoriser)/ }).click();
      await check('its links');
      await dialog.getByRole('combobox').selectOption('Xero');
      await dialog.getByRole('button', { name: /^(Create|Créer)$/ }).click();
      await expect(dialog.getByRole('code')).toHaveCount(3);
      await check('a new link');

      await page.goto(routes.company('local', '0b928df7-52a9-4029-a4d8-07bad13d4191'));
      const remove = page.getByRole('button', { name: /^(Delete company|Supprimer l’entreprise)$/ });
      await waitForHydration(remove);
      await remove.click();
      await check('the review of a company');
      await page.keyboard.press('Escape');
      await page
        .getByRole('button', { name: /^(Delete the connection|Supprimer la connexion) (with|avec)/ })
        .first()
        .click();
      await check('the review of a connection');
    });
  }
}
