import { randomUUID } from 'node:crypto';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';
import type { Portal } from '../start-portal';

const names = [
  'Abbott Birchwood Bakery',
  'Crêperie Élan',
  'Zoe’s Very Long Company Name of Three Rivers & Westport Group',
];

/** A list with one of each kind, as it would stand some days after a switch. */
function storeChange(portal: Portal): string {
  const change = randomUUID();
  const at = Date.now() - 5 * 86_400_000;
  const [instance] = portal.query<{ id: string }>('select id from instances');
  portal.query(
    `insert into disruptive_changes
      (id, instance_id, integration_key, at, actor, kind, from_environment, to_environment, company_count, applied_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[change, instance?.id, 'suuo', at, 'admin@example.com', 'environment'],
    ...['sandbox', 'development', names.length, at],
  );
  for (const [index, name] of names.entries()) {
    const isBack = index === 1;
    portal.query(
      'insert into affected_connections values (?, ?, ?, ?, ?, ?)',
      ...[change, `company-${index}`, name, `connection-${index}`],
      ...[isBack ? at + 86_400_000 : null, isBack ? 'Linked' : 'Deauthorized'],
    );
  }
  // Compared with a reading that is still to come, so that what is stored here is what shows.
  portal.query('update disruptive_changes set compared_at = ?', Date.now() + 86_400_000);
  return routes.reconnect({ instance: 'local', category: 'banking', key: 'suuo', change });
}

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'fr'] as const) {
    for (const width of [1280, 360]) {
      test(`the reconnect list is clear to everybody, ${theme}, ${language}, ${width} pixels`, async ({
        page,
        portal,
      }) => {
        await page.setViewportSize({ width, height: 800 });
        await chooseAppearance(page.context(), portal, { theme, language });
        await page.goto(storeChange(portal));
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.getByRole('img')).toBeVisible();
        await page
          .locator('summary')
          .filter({ hasText: /Show the numbers|Afficher les chiffres/ })
          .click();
        await expect(page.getByRole('table')).toHaveCount(2);
        await expectAccessible(page, 'the reconnect list');
      });
    }
  }
}

test('a link is requested by keyboard, and the outcome is announced', async ({ page, portal }) => {
  await page.goto(storeChange(portal));
  const show = page.getByRole('button', { name: 'Show the link URL of Abbott Birchwood Bakery' });
  await waitForHydration(show);
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The company was deleted at Codat and can’t come back.')).toBeVisible();
});
