import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { administrator, expect, test } from '../fixtures';

/** A company of the emulator's seed with connections in several states, and an error. */
const companyOfSeed = '0b928df7-52a9-4029-a4d8-07bad13d4191';

const banking = routes.tiles('local', 'banking');
const places = [
  banking,
  routes.tiles('local', 'accounting'),
  routes.integration('local', 'banking', 'suuo'),
  routes.activity('local'),
  routes.activity(null),
  routes.users(),
  routes.instances(),
  routes.newInstance(),
  routes.instance('local'),
  routes.companies('local', { search: 'sons', sort: 'name' }),
  routes.company('local', companyOfSeed),
];

test('on a small screen the menu opens, leads on and gets out of the way', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(banking);
  const menu = page.getByRole('button', { name: 'Menu' });
  const drawer = page.getByRole('navigation', { name: 'Main' });
  await expect(drawer).toBeHidden();
  await menu.click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(menu).toBeFocused();

  await page.keyboard.press('Enter');
  await drawer.getByRole('link', { name: 'Commerce' }).click();
  await expect(page).toHaveURL(routes.tiles('local', 'commerce'));
  await expect(page.getByRole('list', { name: 'Commerce integrations' })).toBeVisible();
  await expect(drawer).toBeHidden();

  await menu.click();
  await page.mouse.click(350, 700);
  await expect(drawer).toBeHidden();
});

test('Tab does not stay in the open menu', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(banking);
  await page.getByRole('button', { name: 'Menu' }).click();
  const drawer = page.getByRole('navigation', { name: 'Main' });
  await expect(drawer).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Tab');
    expect(await page.getByRole('main').evaluate((main) => main.contains(document.activeElement))).toBe(true);
  }).toPass({ intervals: [0] });
});

for (const place of [...places, '/sign-in']) {
  test(`every control is reached by Tab, and shows that it is: ${place}`, async ({ openSecondBrowser }) => {
    const page = await openSecondBrowser(
      place === '/sign-in' ? { storageState: { cookies: [], origins: [] } } : {},
    );
    await page.goto(place);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText(/^(Reading the|Lecture des) /)).toHaveCount(0);
    if (place !== '/sign-in') await page.getByText(administrator.email).first().click();
    const controls = await page
      .locator(
        'a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, summary, [tabindex="0"]',
      )
      .evaluateAll((elements) => {
        const seen = elements.filter((element) => element.checkVisibility({ visibilityProperty: true }));
        for (const [index, element] of seen.entries()) element.setAttribute('data-seen', String(index));
        // A date has a stop for each of its parts, and one for its calendar.
        return seen.length + 3 * seen.filter((element) => element.matches('[type=date]')).length;
      });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.evaluate(() => getSelection()?.collapse(document.body, 0));
    const reached = new Set<string>();
    for (let presses = 0; presses < controls + 3; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await focusedControl(page);
      if (focused?.name) {
        reached.add(focused.name);
        expect(focused.outlined, focused.html).toBe(true);
      }
    }
    const missed = await page
      .locator('[data-seen]')
      .evaluateAll(
        (elements, names) =>
          elements
            .filter((element) => !names.includes(element.getAttribute('data-seen') ?? ''))
            .map((element) => element.outerHTML.slice(0, 120)),
        [...reached],
      );
    expect(missed).toEqual([]);
    expect(reached.size).toBeGreaterThan(5);
  });
}

function focusedControl(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: element.getAttribute('data-seen'),
      outlined: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
      html: element.outerHTML.slice(0, 120),
    };
  });
}

test('the first Tab offers to skip to the content', async ({ page }) => {
  await page.goto(banking);
  await expect(page.getByRole('switch', { name: 'Plaid' })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});
