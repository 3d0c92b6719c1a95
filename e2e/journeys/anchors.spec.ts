import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { chooseAppearance, expect, test, waitForHydration } from '../fixtures';

const port = 47_613;

test.use({ settings: { ACTIVITY_ANCHOR_URL: `http://127.0.0.1:${port}/anchors?token=not-to-be-shown` } });

/** Stores what it takes, from now on. */
async function startReceiver(): Promise<{ taken: string[]; close(): void }> {
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    taken.push(body);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { taken, close: () => server.close() };
}

function isGenuine(line: string, publicKey: string): boolean {
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKey, 'base64'),
  ]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const signed = `${line.slice(0, line.lastIndexOf(',"signature":'))}}`;
  return verify(null, Buffer.from(signed), key, Buffer.from(JSON.parse(line).signature, 'base64'));
}

async function readPublicKey(page: Page): Promise<string> {
  await page.getByText('Public key of the anchors').click();
  return (await page.getByText(/^[\w+/]{43}=$/).textContent()) ?? '';
}

test('an Administrator sees that anchors don’t arrive, and then that they do, and the verifier takes them', async ({
  page,
  portal,
}) => {
  test.setTimeout(150_000);
  await page.goto(routes.activity(null));
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(`Anchors don’t reach 127.0.0.1:${port}`)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByText('it couldn’t be reached. 1 anchor is waiting')).toBeVisible();
  await expectAccessible(page, 'the warning');
  expect(await page.content()).not.toContain('not-to-be-shown');
  expect(portal.printed()).toContain('anchor-not-delivered');
  expect(portal.printed()).not.toContain('not-to-be-shown');

  for (const theme of ['light', 'dark'] as const) {
    await chooseAppearance(page.context(), portal, { language: 'fr', theme });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.reload();
    await expect(page.getByText('il est injoignable. 1 ancre attend')).toBeVisible();
    await expectAccessible(page, `the warning in French, ${theme}`);
  }
  await chooseAppearance(page.context(), portal, { language: 'en', theme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });

  const receiver = await startReceiver();
  try {
    // It is tried again after half a minute.
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(`127.0.0.1:${port} took the latest anchor`)).toBeVisible({
        timeout: 1_000,
      });
    }).toPass({ timeout: 60_000 });
    const [line = ''] = receiver.taken;
    const key = await readPublicKey(page);
    expect(isGenuine(line, key)).toBe(true);
    expect(isGenuine(line.replace('"number":1', '"number":2'), key)).toBe(false);

    const file = path.join(portal.dataDir, 'activity-anchors.jsonl');
    expect(readFileSync(file, 'utf8')).toBe(`${line}\n`);
    const whole = portal.run('activity-verify');
    expect(whole.stdout).toMatch(/^Anchors 1 to 1 hold, the last of .* UTC\.$/m);
    expect(whole.status).toBe(0);
    const forged = path.join(portal.dataDir, 'forged.jsonl');
    writeFileSync(forged, `${line.replace('"at":1', '"at":2')}\n`);
    const broken = portal.run('activity-verify', '--anchors', forged);
    expect(broken.stderr).toContain('The anchors do not hold: line 1 was changed');
    expect(broken.status).toBe(1);
  } finally {
    receiver.close();
  }
});

test('an Administrator finds the activity of an instance that was removed', async ({ page, portal }) => {
  await page.goto(routes.tiles('local', 'banking'));
  const toggle = page.getByRole('switch', { name: 'Banking Sandbox' });
  await waitForHydration(toggle);
  await toggle.click();
  await expect(page.getByText('Last changed by')).toBeVisible();
  const [row] = portal.query<{ id: string }>('select id from instances');
  const id = row?.id ?? '';
  await page.goto(routes.instance('local'));
  const remove = page.getByRole('button', { name: 'Remove Local emulator' });
  await waitForHydration(remove);
  await remove.click();
  const dialog = page.getByRole('dialog');
  const phrase = dialog.getByLabel('To confirm, type Local emulator');
  await phrase.fill('Local emulator');
  await phrase.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.goto(routes.activity(null));
  await page.getByLabel('Instance').selectOption({ label: 'Local emulator' });
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(new RegExp(`instance=${id}`));
  await expect(page.getByRole('table')).toContainText('Local emulator (removed)');
  await expectAccessible(page, 'the list');
  await page.getByRole('link', { name: 'Enable Banking Sandbox' }).first().click();
  await expect(page.getByText('Local emulator (removed)')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Outcome, row \d+$/ })).toBeVisible();
});
