import { routes } from '@/lib/routes';
import { administrator, expect, test } from '../fixtures';

const banking = routes.tiles('local', 'banking');

test('the language is that of the browser until the user chooses one, and then stays', async ({
  openSecondBrowser,
}) => {
  const page = await openSecondBrowser({ locale: 'fr-CA' });
  await page.goto(banking);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('heading', { name: 'Intégrations', level: 1 })).toBeVisible();

  await page.getByText(administrator.email).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Integrations', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  expect(await page.context().cookies()).toContainEqual(
    expect.objectContaining({ name: 'switchboard.language', value: 'en' }),
  );
});

test('a language that we do not speak brings English', async ({ openSecondBrowser }) => {
  const page = await openSecondBrowser({ locale: 'de-CH' });
  await page.goto(banking);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('light and dark follow the system, and a choice overrules it', async ({ page }) => {
  const isDark = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      if (!canvas) throw new Error('no canvas to read a colour with');
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return red + green + blue < 3 * 128;
    });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(banking);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  expect(await isDark()).toBe(true);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await isDark()).toBe(false);

  await page.getByText(administrator.email).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await isDark()).toBe(true);
  await page.reload();
  expect(await isDark()).toBe(true);
  await page.getByText(administrator.email).click();
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
});

test.describe('before signing in', () => {
  test.use({ as: null });

  test('language and theme can be chosen, also without any script', async ({ openSecondBrowser }) => {
    const page = await openSecondBrowser({ javaScriptEnabled: false });
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Français' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    await page.getByRole('button', { name: 'Sombre' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});
