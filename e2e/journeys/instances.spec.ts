import { routes } from '@/lib/routes';
import { otherKey, rotatedKey, startOtherCodat } from '@/lib/server/testing/instances/other-codat';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

const client = 'Juniper Capital';
const list = { name: 'Codat instances' };

test('an Administrator adds an instance, tests it, rotates its key and removes it, by keyboard', async ({
  page,
  portal,
}) => {
  test.setTimeout(150_000);
  let other = await startOtherCodat(client);
  const { port } = new URL(other.url);
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));
  const press = async (role: 'button' | 'link', name: string) => {
    const control = page.getByRole(role, { name, exact: true });
    await waitForHydration(control);
    await control.focus();
    await page.keyboard.press('Enter');
  };
  const type = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
  };
  const instances = () => portal.query<{ slug: string }>('select slug from instances order by created_at');

  await page.goto(routes.instances());
  await press('link', 'Add instance');
  await expect(page).toHaveURL(routes.newInstance());
  await press('button', 'Add instance');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Enter a value/);
  await type('Name', 'Production');
  await type('Page address', 'settings');
  await type('API address', other.url);
  await type('API key', 'not-the-key');
  await page.keyboard.press('Enter');
  const slug = page.getByLabel('Page address', { exact: true });
  await expect(slug).toBeFocused();
  await expect(slug).toHaveAccessibleDescription(/Switchboard uses this address itself/);
  await type('Page address', 'production');

  await press('button', 'Test connection');
  await expect(page.getByText('Codat refuses this API key (401)')).toBeVisible();
  await type('API key', otherKey);
  await press('button', 'Test connection');
  await expect(page.getByText(`Connected to the client “${client}”.`)).toBeVisible();
  expect(instances()).toHaveLength(1);

  await press('button', 'Add instance');
  await expect(page).toHaveURL(routes.instances());
  const row = page.getByRole('region', list).getByRole('row', { name: /Production/ });
  await expect(row).toContainText('Live');
  await expect(row).toContainText(client);
  await expect(row).toContainText('Accepted by Codat');

  await page.goto(routes.companies('production'));
  await expect(page).toHaveTitle(/^Production \(live\) · Companies/);
  await expect(page.getByText('Live instance: Production.')).toBeVisible();
  const icon = await page.locator('link[rel="icon"]').first().getAttribute('href');
  expect(icon).toMatch(/-live\.svg$/);
  const drawn = await page.request.get(icon ?? '');
  expect(drawn.headers()['content-type']).toBe('image/svg+xml');

  // Codat accepts another key from now on.
  await other.close();
  other = await startOtherCodat(client, rotatedKey, Number(port));
  await page.goto(routes.tiles('production', 'banking'));
  await expect(page.getByText('Codat refuses the API key of this instance.').first()).toBeVisible();
  await page.goto(routes.activity('production'));
  await expect(page.getByText('Codat refuses the API key of Production')).toBeVisible();
  await press('link', 'Replace the API key');
  await expect(page).toHaveURL(routes.instance('production'));
  await expect(page).toHaveTitle(/^Production \(live\) · Codat instances/);

  await type('New API key', rotatedKey);
  await page.keyboard.press('Enter');
  const review = page.getByRole('dialog', { name: 'Check the client before you save' });
  await expect(review).toContainText('In the Codat instance Production (live)');
  await expect(review).toContainText(`“${client}” when last read. Codat refuses this API key (401).`);
  await expectAccessible(page, 'the review of the client');
  await press('button', `Save and use “${client}”`);
  await expect(page.getByText('The API key was replaced.')).toBeVisible();
  await page.goto(routes.activity('production'));
  await expect(page.getByText('Replace the API key')).toBeVisible();
  await expect(page.getByText('Codat refuses the API key of Production')).toHaveCount(0);

  await page.goto(routes.instance('production'));
  await press('button', 'Remove Production');
  const removal = page.getByRole('dialog', { name: 'Remove Production?' });
  await expect(removal).toContainText('Codat instance Production (live)');
  await expect(removal).toContainText('The API key and the key that encrypts this instance’s secrets');
  await expectAccessible(page, 'the review of the removal');
  const phrase = removal.getByLabel('To confirm, type Production');
  await phrase.focus();
  await page.keyboard.insertText('Produktion');
  await page.keyboard.press('Enter');
  await expect(phrase).toHaveAccessibleDescription(/doesn’t match/);
  await expect(phrase).toBeFocused();
  expect(instances()).toHaveLength(2);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('Production');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(routes.instances());
  await expect(page.getByRole('region', list)).not.toContainText('Production');
  expect(instances()).toEqual([{ slug: 'local' }]);
  expect(portal.run('activity-verify').status).toBe(0);

  const bodies = (await Promise.all(received)).join('\n') + portal.printed();
  for (const key of [otherKey, rotatedKey]) expect(bodies).not.toContain(key);
  await other.close();
});

test('the forms of an instance read well in French, in the dark and on a small screen', async ({
  page,
  portal,
}) => {
  await chooseAppearance(page.context(), portal, { language: 'fr', theme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(routes.newInstance());
  const add = page.getByRole('button', { name: 'Ajouter l’instance' });
  await waitForHydration(add);
  await add.click();
  await expect(page.getByLabel('Nom', { exact: true })).toHaveAccessibleDescription(/Saisissez une valeur/);
  await expectAccessible(page, 'the form with errors');
  await page.goto(routes.instance('local'));
  const remove = page.getByRole('button', { name: 'Supprimer l’instance Local emulator' });
  await waitForHydration(remove);
  await remove.click();
  await expect(page.getByRole('dialog')).toContainText('Détruit définitivement');
  await expectAccessible(page, 'the review of the removal');
});

test('a form of a page whose address has come to name another instance saves nothing', async ({
  page,
  portal,
  codat,
}) => {
  await page.goto(routes.companies('local'));
  const open = page.getByRole('button', { name: 'New company' });
  await waitForHydration(open);
  await open.click();
  portal.query("update instances set slug = 'moved' where slug = 'local'");
  try {
    await page.getByRole('dialog').getByRole('textbox').fill('Juniper Roofing');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'renamed or removed' })).toBeVisible();
    expect((await codat.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  } finally {
    portal.query("update instances set slug = 'local' where slug = 'moved'");
  }
});

test.describe('a Developer', () => {
  test.use({ as: 'Developer' });

  test('reads on every page of the instance that an Administrator can replace a refused key', async ({
    page,
    portal,
  }) => {
    portal.query('update instances set key_refused_at = 1');
    const places = [
      ...[routes.tiles('local', 'banking'), routes.integration('local', 'banking', 'suuo')],
      ...[routes.companies('local'), routes.activity('local')],
    ];
    for (const place of places) {
      await page.goto(place);
      // Each answer of Codat's shows that the key is accepted.
      portal.query('update instances set key_refused_at = 1');
      await page.reload();
      await expect(page.getByText('Codat refuses the API key of Local emulator')).toBeVisible();
      await expect(page.getByText('Ask an Administrator to replace it.')).toBeVisible();
      // The activity may hold an entry of this name.
      const toForm = page.locator(`a[href="${routes.instance('local')}"]`);
      await expect(toForm.filter({ hasText: 'Replace the API key' })).toHaveCount(0);
    }
  });
});
