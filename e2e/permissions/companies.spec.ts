import { routes } from '@/lib/routes';
import { expect, test } from '../fixtures';
import { send } from '../raw-request';

test.use({ as: null });

for (const [role, may, mayNot] of [
  [
    'Onboarding',
    [],
    ['Delete company', 'Unlink Plaid', 'Delete the connection with Plaid', 'Download as CSV'],
  ],
  ['Analyst', ['Delete company'], ['Unlink Plaid', 'Delete the connection with Plaid', 'Download as CSV']],
  [
    'Developer',
    ['Delete company', 'Unlink Plaid', 'Delete the connection with Plaid', 'Download as CSV'],
    [],
  ],
] as const) {
  test(`the role ${role} is offered what it may do with companies`, async ({ openSecondBrowser, people }) => {
    const page = await openSecondBrowser({ storageState: await people.sessionOf(role) });
    await page.goto(routes.companies('local', { status: 'linked', integration: 'suuo' }));
    const table = page.getByRole('table');
    await expect(table).toBeVisible();
    const offered: string[] = [];
    const look = async () => {
      for (const name of [...may, ...mayNot]) {
        if ((await page.getByRole('button', { name, exact: true }).count()) > 0) offered.push(name);
      }
    };
    await look();
    await expect(page.getByText(/calls left in Codat’s daily quota/)).toHaveCount(0);
    await table.getByRole('link').nth(3).click();
    await expect(page.getByRole('heading', { name: 'Details' })).toBeVisible();
    await look();
    expect(offered.sort()).toEqual([...may].sort());
  });
}

test('a file of companies comes only to roles that may have it, and only from Switchboard’s own form', async ({
  portal,
  people,
}) => {
  const cookieOf = async (role: 'Analyst' | 'Developer') =>
    (await people.sessionOf(role)).cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const ask = async (headers: Record<string, string>) => {
    const sent = { method: 'POST', path: routes.companyExport('local'), body: 'search=plumbing' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    return send(portal.url, { ...sent, headers: { ...form, ...headers } });
  };
  const own = { origin: portal.url };
  const developer = await cookieOf('Developer');
  const file = await ask({ ...own, cookie: developer });
  expect(file.status).toBe(200);
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(file.headers['cache-control']).toContain('no-store');
  expect(file.body).toContain('Plumbing');

  const recorded = () => portal.query("select seq from activity where action = 'companies.export'").length;
  const before = recorded();
  const refusals = [
    await ask(own),
    await ask({ ...own, cookie: await cookieOf('Analyst') }),
    await ask({ cookie: developer }),
    await ask({ cookie: developer, origin: 'https://evil.example' }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([303, 403, 403, 403]);
  for (const { body } of refusals) expect(body).not.toContain('Plumbing');
  expect(recorded()).toBe(before);
});
