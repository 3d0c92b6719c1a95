import { readFile, writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { administrator, chooseAppearance, expect, test } from '../fixtures';

const rows = (page: Page) => page.getByRole('table').getByRole('row');

/** Presses Tab until the element has focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Tab');
    expect(await target.evaluate((element) => element === document.activeElement)).toBe(true);
  }).toPass({ intervals: [0] });
}

/** Causes a change and an export that the activity holds. */
async function act(page: Page): Promise<void> {
  const toggle = page.getByRole('switch', { name: 'Banking Sandbox' });
  await page.goto(routes.tiles('local', 'banking'));
  await toggle.click();
  await expect(toggle).toBeChecked();
  await expect(page.getByText(`Last changed by ${administrator.email}`)).toBeVisible();
}

test('a person filters the activity, opens an entry and exports it, all by keyboard', async ({
  page,
  portal,
}) => {
  await act(page);
  await page.goto(routes.activity('local'));
  await tabTo(page, page.getByLabel('Person'));
  await page.keyboard.type(administrator.email);
  await tabTo(page, page.getByLabel('Integration'));
  await page.keyboard.type('Banking');
  await tabTo(page, page.getByLabel('Kind'));
  await page.keyboard.type('Enable');
  await tabTo(page, page.getByRole('button', { name: 'Filter' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/person=admin%40example\.com/);
  await expect(page).toHaveURL(/integration=qhnd/);
  // Other journeys have enabled it too; under the titles nothing else is left.
  await expect(rows(page).filter({ hasNotText: 'Enable Banking Sandbox' })).toHaveCount(1);
  await expect(rows(page).nth(1)).toContainText('Enable Banking SandboxApplied');
  await expect(page.getByLabel('Kind')).toHaveValue('integration.enable');

  await tabTo(page, page.getByRole('link', { name: 'Enable Banking Sandbox' }).first());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Enable Banking Sandbox' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Before sending, row \d+$/ })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Outcome, row \d+$/ })).toBeVisible();
  const operation = await page
    .getByRole('definition')
    .filter({ hasText: /^[0-9a-f-]{36}$/ })
    .textContent();

  await page.goto(routes.activity('local', { search: operation ?? '' }));
  await expect(rows(page)).toHaveCount(2);
  const download = page.waitForEvent('download');
  await tabTo(page, page.getByRole('button', { name: 'Export JSON Lines' }));
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^activity-local-\d{4}-\d\d-\d\d\.jsonl$/);
  const path = await file.path();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.slice(1, -1).map((line) => JSON.parse(line).phase)).toEqual(['intent', 'outcome']);
  const verified = portal.run('activity-verify', path);
  expect(verified.stdout).toMatch(/2 rows are genuine/);
  expect(verified.status).toBe(0);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"outcome":"applied"', '"outcome":"refused"'));
  expect(portal.run('activity-verify', path).stderr).toMatch(/line 3 \(chain .*, row \d+\) was changed/);

  await page.goto(routes.activity('local'));
  await expect(rows(page).nth(1)).toContainText('Export the activity');
});

test('an Administrator finds sign-ins in the activity of the whole installation, and exports it whole', async ({
  page,
  portal,
}) => {
  await page.goto(routes.activity('local'));
  await page.getByRole('link', { name: 'Whole installation' }).click();
  await expect(page).toHaveURL(routes.activity(null));
  await page.getByLabel('Instance').selectOption('Installation');
  await page.getByLabel('Kind').selectOption('Sign in');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(rows(page).nth(1)).toContainText(administrator.email);
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(routes.activity(null));
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSON Lines' }).click();
  const verified = portal.run('activity-verify', await (await download).path());
  expect(verified.stdout).toMatch(/^Chain installation holds: \d+ rows\.$/m);
  expect(verified.status).toBe(0);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the filters and the export work', async ({ page }) => {
    await page.goto(routes.activity(null));
    await page.getByLabel('Kind').selectOption('session.sign-in');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(/action=session\.sign-in/);
    await expect(rows(page).nth(1)).toContainText('Sign in');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^activity-\d{4}-\d\d-\d\d\.csv$/);
  });
});

for (const theme of ['light', 'dark'] as const) {
  test(`the activity fits 360 pixels in French, and axe finds nothing, ${theme}`, async ({
    page,
    portal,
  }) => {
    await act(page);
    await chooseAppearance(page.context(), portal, { language: 'fr', theme });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(routes.activity('local', { integration: 'qhnd' }));
    await expect(rows(page).nth(1)).toContainText('Banking Sandbox');
    await expectAccessible(page, 'the list');
    await page.getByRole('link', { name: 'Activer Banking Sandbox' }).first().click();
    await expect(page.getByRole('heading', { level: 2, name: /^Résultat, ligne/ })).toBeVisible();
    await expectAccessible(page, 'an entry');
    await page.goto(routes.activity('local', { person: 'no.one@example.com' }));
    await expect(page.getByText('Aucune entrée ne correspond')).toBeVisible();
    await expectAccessible(page, 'no match');
  });
}
