import type { Route } from '@playwright/test';
import { routes } from '@/lib/routes';
import { connectionBody, inventSecret, sign } from '@/lib/server/testing/webhook-deliveries';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';
import { send } from '../raw-request';
import { findIn } from '../secret-search';

test.beforeEach(({ portal }) => {
  portal.query('update instances set webhook_secret_sealed = null');
  portal.query('delete from webhook_receipts');
});

test('an Administrator sets webhooks up, replaces the secret and removes it', async ({
  page,
  portal,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [first, second] = [inventSecret(), inventSecret()];
  const address = `${portal.url}${routes.webhooks('local')}`;
  const deliver = async (secret: string) => {
    const { headers, body } = sign(connectionBody(), { secret });
    return (await send(portal.url, { method: 'POST', path: routes.webhooks('local'), headers, body })).status;
  };
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));

  await page.goto(routes.instances());
  const panel = page.getByRole('region', { name: 'Webhooks of Local emulator' });
  await expect(panel).toContainText('Not set up');
  await waitForHydration(panel.getByRole('button', { name: 'Copy' }));
  await panel.getByRole('button', { name: 'Copy' }).click();
  await expect(panel.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await panel.getByText('How to set it up at Codat').click();
  await expect(panel.getByText('connection.disconnected', { exact: true })).toBeVisible();
  await expect(panel).toContainText('4.159.114.108, 20.117.190.191');

  expect(await deliver(first)).toBe(401);
  await panel.getByLabel('Signing secret').fill('sk_live_of_something_else');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByLabel('Signing secret')).toHaveAccessibleDescription(/starts with whsec_/);
  await expect(panel.getByLabel('Signing secret')).toBeFocused();
  await expect(panel.getByRole('button', { name: 'Save' })).toBeVisible();
  await panel.getByLabel('Signing secret').fill(first);
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Saved. What Codat posts from now on is taken.');
  await expect(panel.getByRole('button', { name: 'Save' })).toBeFocused();
  await expect(panel).toContainText('In use');
  await expect(panel).toContainText(`•••••••••• ${first.slice(-4)}`);
  expect(await deliver(first)).toBe(204);

  await panel.getByRole('button', { name: 'Replace: Signing secret' }).click();
  await page.keyboard.insertText(second);
  await page.keyboard.press('Enter');
  await expect(panel).toContainText(`•••••••••• ${second.slice(-4)}`);
  expect([await deliver(first), await deliver(second)]).toEqual([401, 204]);

  await panel.getByRole('button', { name: 'Remove: Signing secret' }).click();
  expect(await deliver(second)).toBe(204);
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Removed. What Codat posts from now on is refused');
  await expect(panel).toContainText('Not set up');
  expect(await deliver(second)).toBe(401);

  await page.goto(routes.activity('local'));
  const rows = page.getByRole('row');
  await expect(rows.nth(1)).toContainText('Remove the signing secret of Codat’s webhooks');
  await expect(rows.nth(2)).toContainText('Store the signing secret of Codat’s webhooks');
  const secrets = [first, second].map((secret) => secret.slice('whsec_'.length));
  expect(findIn((await Promise.all(received)).join('\n'), secrets)).toEqual([]);
  expect(findIn(portal.printed(), secrets)).toEqual([]);
});

test('an Enter after a refused save is sent while the page still waits for something else', async ({
  page,
}) => {
  const heldUp: Route[] = [];
  const release = async (request: number) => {
    await expect.poll(() => heldUp.length).toBe(request);
    await heldUp[request - 1]?.continue();
  };
  await page.goto(routes.instances());
  const panel = page.getByRole('region', { name: 'Webhooks of Local emulator' });
  const tests = page.getByRole('switch');
  const secret = panel.getByLabel('Signing secret');
  await waitForHydration(secret);
  const before = await tests.getAttribute('aria-checked');
  await page.route('**', (route) =>
    route.request().method() === 'POST' ? void heldUp.push(route) : route.continue(),
  );

  await secret.fill('sk_live_of_something_else');
  await secret.press('Enter');
  // Goes out once the save has been answered, and keeps every transition of the page pending until it is answered itself.
  await tests.click();
  await release(1);
  await expect(secret).toHaveAccessibleDescription(/starts with whsec_/);
  await expect.poll(() => heldUp.length).toBe(2);
  await expect(panel.getByRole('button', { name: 'Save' })).toBeVisible();
  await secret.fill(inventSecret());
  await secret.press('Enter');
  await expect(panel.getByRole('button', { name: 'Saving…' })).toBeVisible();
  await release(2);
  await release(3);
  await expect(panel).toContainText('Saved. What Codat posts from now on is taken.');

  await page.unrouteAll();
  await expect(tests).not.toHaveAttribute('aria-checked', before ?? '');
  await tests.click();
  await expect(tests).toHaveAttribute('aria-checked', before ?? '');
});

test('what a webhook reports is seen at the next look, and not later', async ({ page, portal, codat }) => {
  const tile = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Plaid' }) });
  await page.goto(routes.tiles('local', 'banking'));
  await expect(tile).toContainText('42 linked connections');
  const { results } = (await codat.call('GET', '/companies?pageSize=2000')) as {
    results: { id: string; dataConnections: { id: string; integrationKey: string; status: string }[] }[];
  };
  const [found] = results.flatMap(({ id, dataConnections }) =>
    dataConnections
      .filter(({ integrationKey, status }) => integrationKey === 'suuo' && status === 'Linked')
      .map((connection) => `/companies/${id}/connections/${connection.id}`),
  );
  await codat.call('PATCH', found ?? '', { status: 'Unlinked' });
  const secret = inventSecret();
  await page.goto(routes.instances());
  await waitForHydration(page.getByLabel('Signing secret'));
  await page.getByLabel('Signing secret').fill(secret);
  await page.keyboard.press('Enter');
  await expect(page.getByText('In use')).toBeVisible();
  const { headers, body } = sign(connectionBody('connection.disconnected', 'Unlinked'), { secret });
  const posted = await send(portal.url, { method: 'POST', path: routes.webhooks('local'), headers, body });
  expect(posted.status).toBe(204);
  await expect(async () => {
    await page.goto(routes.tiles('local', 'banking'));
    await expect(tile).toContainText('41 linked connections', { timeout: 1_000 });
  }).toPass();
});

for (const theme of ['light', 'dark'] as const) {
  test(`webhooks are set up by keyboard in French at 360 pixels, ${theme}`, async ({ page, portal }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await chooseAppearance(page.context(), portal, { theme, language: 'fr' });
    await page.goto(routes.instances());
    const panel = page.getByRole('region', { name: 'Webhooks de Local emulator' });
    const secret = panel.getByLabel('Secret de signature');
    await waitForHydration(secret);
    await panel.getByText('Comment les configurer chez Codat').press('Enter');
    await expectAccessible(page, 'empty');
    await panel.getByRole('button', { name: 'Copier' }).focus();
    await page.keyboard.press('Tab');
    await expect(secret).toBeFocused();
    await page.keyboard.insertText('whsec_coupé');
    await page.keyboard.press('Enter');
    await expect(secret).toHaveAccessibleDescription(/n’a pas été copié en entier/);
    await expectAccessible(page, 'refused');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(inventSecret());
    await page.keyboard.press('Enter');
    await expect(panel).toContainText('Enregistré. Ce que Codat envoie est désormais accepté.');
    await expectAccessible(page, 'saved');
  });
}
