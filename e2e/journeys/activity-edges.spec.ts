import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test } from '../fixtures';
import type { Portal } from '../start-portal';

// Addresses that ask for what can't be, and rows that the log no longer holds.

// A portal of its own: a checkpoint that is made up stays in its log.
test.use({ settings: { BREAKER_PAUSE_MS: '53' } });

const unreadable = 'A filter in this address counts for nothing';
const rows = (page: Page) => page.getByRole('table').getByRole('row');

/** Writes a checkpoint as if retention had removed rows. */
function purge({ query }: Portal): void {
  query('drop trigger activity_purges_admit');
  query('drop trigger activity_purges_remove');
  query(`insert into activity_purges (chain_id, seq, hash, purged_at, instances, mac)
    select id, 1204, '', ${Date.parse('2026-07-01T09:30:00Z')}, '{}', '' from instances`);
}

test('an address with a filter that can’t be read lists what it can, and says so', async ({ page }) => {
  const hostile = [
    'person=a%40example.com&person=b%40example.com',
    `person=${'x'.repeat(3_000)}`,
    'from=2026-02-30',
    'outcome=none',
    'search=a%1B%5B2J',
    'after=7.8',
    'action%5B%24ne%5D=&action=%7B%7D',
  ];
  for (const address of [routes.activity(null), routes.activity('local')]) {
    for (const query of hostile) {
      const response = await page.goto(`${address}?${query}`);
      expect(response?.status(), query).toBe(200);
      await expect(page.getByText(unreadable), query).toBeVisible();
    }
    for (const query of [`${'k'.repeat(400)}=x`, 'after=999999999999999.1.another-chain', '__proto__=x']) {
      const response = await page.goto(`${address}?${query}`);
      expect(response?.status(), query).toBe(200);
      await expect(page.getByText(unreadable), query).toHaveCount(0);
    }
  }
  await page.goto(`${routes.activity(null)}?from=2026-02-30`);
  await expectAccessible(page, 'an unreadable filter');
});

test('an entry or an instance that can’t be is not found', async ({ page, allowedConsoleErrors }) => {
  allowedConsoleErrors.push(/404/);
  for (const address of [
    `${routes.activity(null)}?instance=never-there`,
    `${routes.activity(null)}/abc`,
    `${routes.activity(null)}/0`,
    `${routes.activity(null)}/-1`,
    `${routes.activity(null)}/${'9'.repeat(40)}`,
    `${routes.activity(null)}/1?removed=a&removed=b`,
    `${routes.activity(null)}/1?removed=never-there`,
    `${routes.activity('local')}/1e400`,
    `${routes.activity('local')}/999999`,
  ]) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(404);
  }
});

test('pages lead to older entries and back to the newest, by keyboard', async ({ page, portal }) => {
  await page.goto(routes.activity(null));
  portal.query(`insert into activity (chain_id, seq, version, at, actor, action, phase, outcome, details, previous_hash, hash)
    with recursive t(n) as (select 1 union all select n + 1 from t where n < 120)
    select id, 100000 + n, 2, 1600000000000 + n * 1000, '=cmd|x!a1', 'links.read', 'event', 'applied', '{"company":"@SUM(1)"}', '', ''
    from t, instances`);
  await page.goto(routes.activity('local', { person: '=cmd|x!a1' }));
  const seen = new Set<string>();
  const collect = async () => {
    const links = await rows(page)
      .getByRole('link')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    for (const link of links) seen.add(link);
    return links.length;
  };
  await expect(rows(page)).toHaveCount(51);
  expect(await collect()).toBe(50);
  for (const expected of [100, 120]) {
    await page.getByRole('link', { name: 'Older' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await collect()) && seen.size).toBe(expected);
  }
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL(/after=/);
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(page).not.toHaveURL(/after=/);
  await expect(rows(page)).toHaveCount(51);

  // A spreadsheet takes nothing of it for a formula.
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text.split('\n')[1]).toContain("'=cmd|x!a1");
  expect(text).not.toMatch(/(^|,)"?[=@+-]\w/m);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the end of a log that was purged says so and since when, ${theme}, in French at 360 pixels`, async ({
    page,
    portal,
  }) => {
    if (portal.query('select 1 from activity_purges').length === 0) purge(portal);
    await page.goto(routes.activity('local', { integration: 'none' }));
    await expect(page.getByText(/^1,204 older rows were purged/)).toBeVisible();
    await page.goto(`${routes.activity('local')}/1204`);
    await expect(page.getByRole('heading', { level: 1, name: 'Entry 1204' })).toBeVisible();
    await expect(page.getByText(/^1,204 older rows were purged/)).toBeVisible();
    await expect(page.locator('time[datetime="2026-07-01T09:30:00.000Z"]')).toHaveAttribute('title', /UTC/);
    await chooseAppearance(page.context(), portal, { language: 'fr', theme });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(routes.activity('local', { integration: 'none' }));
    await expect(page.getByText(/lignes plus anciennes ont été purgées/)).toBeVisible();
    await expectAccessible(page, 'the end of a purged log');
    await page.screenshot({ path: test.info().outputPath(`purged-${theme}.png`), fullPage: true });
    await page.goto(`${routes.activity(null)}?from=2026-02-30`);
    await expect(page.getByText('Un filtre de cette adresse ne compte pas')).toBeVisible();
    await expectAccessible(page, 'an unreadable filter');
    await page.screenshot({ path: test.info().outputPath(`unreadable-${theme}.png`), fullPage: true });
  });
}
