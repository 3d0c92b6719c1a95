import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { hasSettings, type Integration } from '@/lib/integrations/define-integration';
import { registry } from '@/lib/integrations/registry';
import { routes } from '@/lib/routes';
import { filled } from '@/lib/server/testing/filled-form';
import { expectAccessible } from '../axe';
import { type Codat, chooseAppearance, expect, test, waitForHydration } from '../fixtures';
import { findIn } from '../secret-search';
import type { Portal } from '../start-portal';

// Each form is filled in by a user without a mouse who reads French on a small phone. What was typed is then searched
// for.

const saved = 'Codat utilise les nouveaux paramètres';
const tooManySteps = 80;

type Focused = { readonly id: string; readonly kind: string; readonly name: string; readonly isIn: boolean };

const withSettings = registry.filter(hasSettings);
const shares = [0, 1, 2].map((share) => withSettings.filter((_, index) => index % 3 === share));

for (const integrations of shares) {
  const [first, last] = [integrations[0]?.name, integrations.at(-1)?.name];
  test(`forms from ${first} to ${last}: by keyboard, in French, at 360 pixels, and no secret leaves`, async ({
    page,
    portal,
    codat,
  }) => {
    test.setTimeout(180_000);
    await codat.reset('empty');
    await page.setViewportSize({ width: 360, height: 740 });
    await chooseAppearance(page.context(), portal, { language: 'fr' });
    const received: Promise<string>[] = [];
    page.on('response', (response) => {
      const head = `${response.url()} ${JSON.stringify(response.headers())}`;
      received.push(
        response.text().then(
          (body) => `${head} ${body}`,
          () => head,
        ),
      );
    });
    const secrets: string[] = [];
    for (const integration of integrations) {
      await test.step(integration.name, async () => {
        secrets.push(...(await setUp(page, codat, integration)));
      });
    }
    await page.goto(routes.activity('local'));
    await expect(page.getByRole('row').nth(integrations.length)).toBeVisible();

    expect(secrets.length).toBeGreaterThan(5);
    expect(findIn((await Promise.all(received)).join('\n'), secrets)).toEqual([]);
    expect(findIn(portal.printed(), secrets)).toEqual([]);
    for (const [file, bytes] of keptFiles(portal)) expect(findIn(bytes, secrets), file).toEqual([]);
  });
}

/** Returns the secrets that were typed. */
async function setUp(page: Page, codat: Codat, integration: Integration): Promise<string[]> {
  const { key, category, name } = integration;
  await page.goto(routes.integration('local', category, key));
  await expect(page.getByRole('heading', { name, level: 1, exact: true })).toBeVisible();
  await waitForHydration(page.getByRole('button', { name: 'Enregistrer', exact: true }));
  await expectAccessible(page, `${name}, empty`);

  const { values, secrets } = filled(integration);
  await fillByKeyboard(page, integration, { ...values, ...secrets });
  await expect(page.getByText(saved)).toBeVisible();
  await page.keyboard.press('Escape');
  await expectAccessible(page, `${name}, saved`);

  const held = (await codat.call('GET', `/integrations/credentials/${key}`)) as Record<string, string>;
  for (const [field, value] of Object.entries(values))
    expect(Object.values(held), field).toContain(String(value));
  return Object.values(secrets);
}

/** From one stop of the Tab key to the next, until the button that saves. */
async function fillByKeyboard(
  page: Page,
  { fields }: Integration,
  entered: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  const done = new Set<string>();
  for (let step = 0; step < tooManySteps; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedControl(page);
    if (!focused.isIn) continue;
    if (focused.kind === 'submit') {
      expect(Object.keys(entered).filter((name) => !done.has(name))).toEqual([]);
      await page.keyboard.press('Enter');
      return;
    }
    const field = fields.find(
      ({ name }) => focused.id.endsWith(`-${name}`) || focused.name.endsWith(`.${name}`),
    );
    const value = field && entered[field.name];
    if (value === undefined || done.has(field?.name ?? '')) continue;
    done.add(field?.name ?? '');
    if (focused.kind === 'checkbox') await page.keyboard.press('Space');
    else if (focused.kind === 'select-one') await page.keyboard.press('End');
    else if (focused.kind === 'radio') await page.keyboard.press('ArrowUp');
    else await page.keyboard.insertText(String(value));
  }
  throw new Error('Tab never came to the button that saves.');
}

function focusedControl(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    const { id = '', type: kind = '', name = '' } = element ?? {};
    return { id, kind, name, isIn: Boolean(element?.closest('main form[novalidate]')) };
  });
}

/** Lists every file except the emulator's own memory, which here is Codat's. */
function keptFiles({ dataDir }: Portal): [string, string][] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('emulator-state.json'))
    .map((file) => [file, readFileSync(path.join(dataDir, file), 'latin1')]);
}
