import type { Locator, Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { chooseAppearance, expect, test, waitForHydration } from '../../fixtures';
import { reviewIn } from '../../review-dialog';

const words = {
  en: {
    environment: 'Environment',
    word: 'Type development to confirm',
    confirm: 'Switch to Development',
    list: '42 customers to bring back',
  },
  fr: {
    environment: 'Environnement',
    word: 'Saisissez development pour confirmer',
    confirm: 'Passer à Development',
    list: '42 clients à faire revenir',
  },
} as const;

const readers = [
  { timezoneId: 'America/Toronto', language: 'en', zone: /E[SD]T$/ },
  { timezoneId: 'America/Toronto', language: 'fr', zone: /UTC−[45]$/ },
  { timezoneId: 'Europe/Paris', language: 'en', zone: /GMT\+[12]$/ },
  { timezoneId: 'Europe/Paris', language: 'fr', zone: /UTC\+[12]$/ },
] as const;

for (const { timezoneId, language, zone } of readers) {
  test.describe(`for a reader in ${timezoneId}, in ${language}`, () => {
    test.use({ timezoneId });

    test('every time is of that zone and says so, and is in UTC on hover', async ({ page, portal }) => {
      await chooseAppearance(page.context(), portal, { language });
      const said = words[language];
      const here = (within: Locator, leastTimes: number) =>
        expectLocal(within, leastTimes, { timezoneId, language, zone });
      const main = page.getByRole('main');

      await page.goto(routes.integration('local', 'banking', 'suuo'));
      await switchEnvironment(page, said.environment);
      const review = reviewIn(page);
      await here(review, 1);
      await review.getByLabel(said.word).fill('development');
      await review.getByRole('button', { name: said.confirm }).click();
      await expect(page.getByRole('link', { name: said.list })).toBeVisible();
      // The receipt, the history, and how old what is shown is.
      await here(main, 4);
      await page.getByRole('link', { name: said.list }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(/Customers|Clients/);
      await here(main, 2);
      await page.goto(routes.activity('local'));
      await here(main, 1);
      await page.getByRole('table').getByRole('link').first().click();
      await here(main, 3);
      await page.goto(routes.companies('local'));
      await here(main, 20);
      await page.getByRole('rowheader').getByRole('link').first().click();
      await here(main, 2);
      await page.goto(routes.tiles('local', 'banking'));
      await here(main, 1);
    });
  });
}

async function switchEnvironment(page: Page, label: string): Promise<void> {
  const environment = page.getByLabel(label, { exact: true });
  await waitForHydration(environment);
  const secret = page.locator('input#field-developmentSecret');
  if (await secret.isVisible()) await secret.fill('999a3ac412bf7e3ea93dd1fcb14931');
  await environment.selectOption('development');
  await page.getByRole('button', { name: /^(Save|Enregistrer)$/ }).click();
}

type Reader = (typeof readers)[number];

/** Checks days and times. A time shown only as an age has its moment on hover. */
async function expectLocal(
  within: Locator,
  leastTimes: number,
  { timezoneId, language, zone }: Pick<Reader, 'timezoneId' | 'language' | 'zone'>,
): Promise<void> {
  await expect(async () => {
    const times = await within.locator('time').evaluateAll((elements) =>
      elements.map((element) => ({
        shown: element.textContent ?? '',
        title: element.getAttribute('title') ?? '',
        at: Date.parse(element.getAttribute('datetime') ?? ''),
      })),
    );
    expect(times.length).toBeGreaterThanOrEqual(leastTimes);
    for (const { shown, title, at } of times) {
      expect(title, shown).toMatch(/\d:\d\d:\d\d.*\sUTC$/);
      const parts = new Intl.DateTimeFormat(language, {
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZone: timezoneId,
      } as const).formatToParts(at);
      const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
      if (/\b\d{4}\b/.test(shown)) expect(shown.match(/\d+/g)?.map(Number)).toContain(part('day'));
      const clock = /(\d+):(\d\d)/.exec(shown);
      if (!clock) continue;
      expect(shown).toMatch(zone);
      expect(clock.slice(1).map(Number)).toEqual([part('hour'), part('minute')]);
    }
    expect(await within.textContent()).not.toMatch(/UTC(?![−+])/);
  }).toPass();
}
