import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

for (const [theme, language, width] of [
  ['light', 'en', 1280],
  ['dark', 'fr', 360],
] as const) {
  test(`every state of a credential test is sound, ${theme}, ${language}, ${width} px`, async ({
    page,
    portal,
    codat,
  }) => {
    test.setTimeout(60_000);
    const inWords = (english: string, french: string) => (language === 'en' ? english : french);
    await chooseAppearance(page.context(), portal, { theme, language });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(routes.integration('local', 'banking', 'suuo'));
    const starter = page.getByRole('button', {
      name: inWords('Test credentials', 'Tester les identifiants'),
      exact: true,
    });
    const outcomeOf = (english: string, french: string) =>
      expect(page.getByRole('status').filter({ hasText: inWords(english, french) })).toBeVisible();
    await waitForHydration(starter);
    await starter.press('Enter');
    await outcomeOf('Passed', 'Réussi\u00a0:');
    await expectAccessible(page, 'passed');

    await page.locator('#field-productionSecret').fill('d41a7f3c9be85026f17d3ca4e8dead');
    await page.getByLabel(inWords('Test in', 'Tester dans')).selectOption('production');
    await expectAccessible(page, 'not tested yet');
    await starter.press('Enter');
    await outcomeOf('Failed', 'Échoué\u00a0:');
    await expectAccessible(page, 'failed');

    await page.locator('#field-productionSecret').fill('d41a7f3c9be85026f17d3ca4e8beef');
    await starter.press('Enter');
    await outcomeOf('Not tested', 'Non testé\u00a0:');
    await expectAccessible(page, 'untestable');

    await codat.faults([{ path: '/plaid/*', delayMs: 600_000 }]);
    await starter.press('Enter');
    await outcomeOf('Asking Plaid', 'Question posée à Plaid');
    await expectAccessible(page, 'asking');
    await page.keyboard.press('Tab');
    await expect(
      page.getByRole('button', { name: inWords('Cancel the test', 'Annuler le test') }),
    ).toBeFocused();
    await page.keyboard.press('Enter');
    await outcomeOf('Not tested', 'Non testé\u00a0:');
    await codat.release();
    await page.goto(routes.instances());
    await expect(page.getByRole('switch')).toBeVisible();
    await expectAccessible(page, 'the instances');
  });
}
