import { routes } from '@/lib/routes';
import { test } from './fixtures';

test('shot', async ({ page, portal }) => {
  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'fr', 360],
  ] as const) {
    await page.context().addCookies([
      { name: 'switchboard.theme', value: theme, url: portal.url },
      { name: 'switchboard.language', value: language, url: portal.url },
    ]);
    await page.setViewportSize({ width, height: 900 });
    await page.goto(routes.integration('local', 'accounting', 'tgff'));
    await page
      .getByText(/Deauthorized|Désautorisées/)
      .first()
      .waitFor();
    await page.screenshot({ path: `/tmp/shot-${theme}-${language}.png`, fullPage: true });
  }
});
