import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import type { Fault } from '../../emulator/control';
import { type Codat, expect, test, waitForHydration } from '../fixtures';

const banking = routes.tiles('local', 'banking');
const key = 'qhnd';
const name = 'Banking Sandbox';
const doNotRepeat = /Codat did not confirm the change of Banking Sandbox\. Do not repeat it/;
const nowEnabled = /Banking Sandbox is now enabled/;

const toggle = (page: Page, of = name) => page.getByRole('switch', { name: of, exact: true });

async function switchOn(page: Page): Promise<void> {
  await page.goto(banking);
  await waitForHydration(toggle(page));
  await toggle(page).click();
}

/** Expects the screen to show what Codat says, now and after a reload. */
async function expectTruth(page: Page, codat: Codat): Promise<void> {
  const truth = String(await codat.isEnabled(key));
  await expect(toggle(page)).toHaveAttribute('aria-checked', truth);
  await page.reload();
  await expect(toggle(page)).toHaveAttribute('aria-checked', truth);
  await expect(toggle(page).locator('..')).toHaveText(truth === 'true' ? 'Enabled' : 'Disabled');
}

type Case = {
  readonly what: string;
  readonly fault: Omit<Fault, 'method' | 'path'>;
  readonly says: RegExp;
  readonly outcome: 'Applied' | 'Refused by Codat' | 'Not settled yet' | 'Accepted, not settled yet';
};

const cases: readonly Case[] = [
  {
    what: '503, no effect',
    fault: { status: 503, apply: 'never' },
    says: doNotRepeat,
    outcome: 'Not settled yet',
  },
  { what: '503, yet applied', fault: { status: 503, apply: 'before' }, says: nowEnabled, outcome: 'Applied' },
  {
    what: '429 with Retry-After',
    fault: { status: 429, headers: { 'retry-after': '120' }, apply: 'never' },
    says: /Codat takes no more requests for now\. Try again in 2 minutes\./,
    outcome: 'Refused by Codat',
  },
  {
    what: '429, yet applied',
    fault: { status: 429, headers: { 'retry-after': '120' }, apply: 'before' },
    says: nowEnabled,
    outcome: 'Applied',
  },
  {
    what: '401',
    fault: { status: 401, apply: 'never' },
    says: /Codat refuses the API key of this instance\./,
    outcome: 'Refused by Codat',
  },
  {
    what: '409',
    fault: { status: 409, apply: 'never' },
    says: /Codat refused this \(it answered 409\)\. Nothing was changed\./,
    outcome: 'Refused by Codat',
  },
  {
    what: 'no answer in time, no effect',
    fault: { delayMs: 30_000, apply: 'never', status: 503 },
    says: doNotRepeat,
    outcome: 'Not settled yet',
  },
  {
    what: 'no answer in time, yet applied',
    fault: { delayMs: 30_000, apply: 'before' },
    says: nowEnabled,
    outcome: 'Applied',
  },
  {
    what: 'connection cut, no effect',
    fault: { abort: true, apply: 'never' },
    says: doNotRepeat,
    outcome: 'Not settled yet',
  },
  {
    what: 'connection cut, yet applied',
    fault: { abort: true, apply: 'before' },
    says: nowEnabled,
    outcome: 'Applied',
  },
  {
    what: 'cut in the middle of the answer, yet applied',
    fault: { abort: 'afterBody', apply: 'before' },
    says: nowEnabled,
    outcome: 'Applied',
  },
  {
    what: '200 without any effect',
    fault: { status: 200, body: { key, enabled: true }, apply: 'never' },
    says: /Accepted by Codat, not visible yet: the change of Banking Sandbox\./,
    outcome: 'Accepted, not settled yet',
  },
];

for (const { what, fault, says, outcome } of cases) {
  test(`the screen never contradicts Codat: ${what}`, async ({ page, codat }) => {
    await codat.faults([{ method: 'PATCH', path: `/integrations/${key}`, ...fault }]);
    await switchOn(page);
    await expect(page.getByText(says)).toBeAttached();
    await expectTruth(page, codat);
    expect(await codat.switches()).toEqual([`${key} true`]);
    if (outcome === 'Not settled yet') {
      await expect(page.getByText('Codat has not confirmed the last change yet.')).toBeVisible();
    }
    const isAccepted = outcome === 'Accepted, not settled yet';
    if (isAccepted) {
      await expect(page.getByText(/Accepted by Codat, not visible yet\. Switchboard looks/)).toBeVisible();
    }
    await page.goto(routes.activity('local'));
    const shown = isAccepted ? 'Not settled yet' : outcome;
    await expect(page.getByRole('row').nth(1)).toContainText(`Enable ${name}${shown}`);
  });
}

test('a change that takes effect long after the time-out is not called a failure, and is settled by reading', async ({
  page,
  codat,
}) => {
  await codat.faults([
    { method: 'PATCH', path: `/integrations/${key}`, status: 503, delayMs: 30_000, apply: 'after' },
  ]);
  await switchOn(page);
  await expect(page.getByText(doNotRepeat)).toBeVisible();
  await codat.release();
  expect(await codat.isEnabled(key)).toBe(true);

  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(toggle(page)).toBeChecked();
  await expect(async () => {
    await page.goto(routes.activity('local'));
    await expect(page.getByRole('row').nth(1)).toContainText(`Enable ${name}Applied`, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  expect(await codat.switches()).toEqual([`${key} true`]);
});

test('while the outcome of a change is unknown, no one can make another', async ({ page, codat }) => {
  await codat.faults([{ method: 'PATCH', path: `/integrations/${key}`, abort: true, apply: 'never' }]);
  await switchOn(page);
  await expect(page.getByText(doNotRepeat)).toBeVisible();
  await toggle(page).click();
  await expect(page.getByText('Another change to this integration is still in progress.')).toBeVisible();
  expect(await codat.switches()).toEqual([`${key} true`]);
});

test('where Codat refuses the toggle it is shown and not offered, until Try again', async ({
  page,
  codat,
}) => {
  await codat.modes({ refuseEnablement: true });
  await switchOn(page);
  const notice = page.getByText('Codat does not let Switchboard switch integrations on or off');
  await expect(notice).toBeVisible();
  expect(await codat.switches()).toEqual([`${key} true`]);

  await page.reload();
  await expect(notice).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in the Codat Portal' })).toHaveAttribute(
    'href',
    'https://app.codat.io/settings/integrations/banking',
  );
  for (const other of [name, 'Plaid']) {
    await expect(toggle(page, other)).toHaveAttribute('aria-disabled', 'true');
    await expect(toggle(page, other)).toHaveAccessibleDescription(
      'Codat does not let this be switched from here (it answered 404).',
    );
    await waitForHydration(toggle(page, other));
    await toggle(page, other).click({ force: true });
  }
  await page.goto(routes.tiles('local', 'accounting'));
  await expect(toggle(page, 'Xero')).toHaveAttribute('aria-disabled', 'true');
  expect(await codat.switches()).toEqual([`${key} true`]);

  await codat.modes({ refuseEnablement: false });
  await page.goto(banking);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(notice).toBeHidden();
  await toggle(page).click();
  await expect(page.getByText(nowEnabled)).toBeAttached();
  await expectTruth(page, codat);
  await page.goto(routes.activity('local'));
  await expect(page.getByRole('table')).toContainText('Ask Codat about the toggles againApplied');
  await expect(page.getByRole('table')).toContainText(`Enable ${name}Refused by Codat`);
});

test('a refusal of one integration leaves the others to be switched', async ({ page, codat }) => {
  await codat.faults([{ method: 'PATCH', path: `/integrations/${key}`, status: 403 }]);
  await switchOn(page);
  await expect(toggle(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(toggle(page, 'Plaid')).toHaveAttribute('aria-disabled', 'false');
  await expectTruth(page, codat);
});

test('where Codat cannot be read before the change, nothing is sent', async ({ page, codat }) => {
  await page.goto(banking);
  await waitForHydration(toggle(page));
  await codat.faults([{ method: 'GET', path: '/integrations*', status: 503, times: 50 }]);
  await toggle(page).click();
  await expect(
    page.getByText('Codat can’t be reached right now. Try again in a moment.').first(),
  ).toBeVisible();
  expect(await codat.switches()).toEqual([]);
});
