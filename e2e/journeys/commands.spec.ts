import { addUser, expect, signIn, test } from '../fixtures';

test('preparing again changes nothing and shows no password', ({ portal }) => {
  const everything = () => ({
    users: portal.query('select * from users'),
    instances: portal.query('select id, slug, api_url, api_key_sealed from instances'),
    activity: portal.query('select hash from activity'),
  });
  const before = everything();
  const { status, stdout, stderr } = portal.run('prepare');
  expect(stderr).toBe('');
  expect(stdout).toBe('');
  expect(status).toBe(0);
  expect(everything()).toEqual(before);
});

test('a person who gets a new password is signed out everywhere, and signs in with the new one', async ({
  page,
  portal,
}) => {
  const first = addUser(portal, 'Developer', 'locked-out@example.com');
  await page.context().clearCookies();
  await signIn(page, first.email, first.password);
  await expect(page.getByRole('list', { name: 'Banking integrations' })).toBeVisible();

  const second = addUser(portal, 'Analyst', 'locked-out@example.com');
  expect(second.password).not.toBe(first.password);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(page, first.email, first.password);
  await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
  await page.goto('/sign-in');
  await signIn(page, second.email, second.password);
  await expect(page.getByText('Analyst', { exact: true })).toBeVisible();
});

test('activity:verify holds for what was done here, and names the row that was tampered with', async ({
  portal,
}) => {
  const before = portal.run('activity-verify');
  expect(before.stderr).toBe('');
  expect(before.stdout).toMatch(/^Chain installation holds: \d+ rows\.$/m);
  expect(before.status).toBe(0);

  portal.query('drop trigger if exists activity_no_update');
  const [row] = portal.query<{ actor: string }>(
    "select actor from activity where chain_id = 'installation' and seq = 1",
  );
  const rename = "update activity set actor = ? where chain_id = 'installation' and seq = 1";
  portal.query(rename, 'somebody else');
  const after = portal.run('activity-verify');
  portal.query(rename, row?.actor);
  expect(after.stderr).toContain('Chain installation does not hold: row 1 is wrong or missing.');
  expect(after.status).toBe(1);
});

test('a role that does not exist is refused, and no user is added', ({ portal }) => {
  const { status, stderr } = portal.run('user-add', 'somebody@example.com', 'Owner');
  expect(stderr).toContain('Usage: npm run user:add');
  expect(status).toBe(1);
  expect(portal.query('select 1 from users where email = ?', 'somebody@example.com')).toEqual([]);
});
