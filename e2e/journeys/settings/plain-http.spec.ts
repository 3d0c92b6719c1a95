import { routes } from '@/lib/routes';
import { expect, test } from '../../fixtures';

// A trusted network without TLS, and with a name of its own: to the browser no secure context.
const host = 'switchboard.test';

test.use({
  settings: { APP_URL: `http://${host}:{port}`, ALLOW_INSECURE_HTTP: '1' },
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${host} 127.0.0.1`],
    }),
});

test('on plain http a save is sent, and what can’t be copied is selected', async ({
  page,
  codat,
  allowedConsoleErrors,
}) => {
  // The header stays: a proxy with TLS may stand in front.
  allowedConsoleErrors.push(/Cross-Origin-Opener-Policy header has been ignored/);
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  expect(
    await page.evaluate(() => [isSecureContext, 'randomUUID' in crypto, 'clipboard' in navigator]),
  ).toEqual([false, false, false]);
  const name = page.getByLabel('Link configuration name');
  await name.fill('checkout');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect(await codat.call('GET', '/integrations/credentials/plaid')).toMatchObject({
    linkConfigurationName: 'checkout',
  });
  // The page has come back with what was saved: its form starts again then, and with it the focus.
  const history = page.getByRole('listitem').filter({ hasText: 'Save settings of Plaid: Applied' });
  await expect(history).toBeVisible();

  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Selected. Press Ctrl+C, or ⌘C on a Mac, to copy.')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+c');
  await name.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(name).toHaveValue('https://plaid.codat.io/oauth/callback');
});
