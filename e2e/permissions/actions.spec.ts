import { type encodings as Encodings, encodings } from '../action-requests';
import { findAction, listActions, listAddresses } from '../built-app';
import { type Codat, expect, type People, type Role, test } from '../fixtures';
import type { Portal } from '../portal';
import { send } from '../raw-request';

// A server action is a public endpoint: what can be done with it is tried past every page and button.

test.use({ as: null });

const tiles = '/local/settings/integrations/banking';
/** All that any action reads of a form, so that none fails for want of a field. */
const everyField = {
  instance: 'local',
  key: 'qhnd',
  enabled: 'true',
  acknowledged: '1000',
  email: 'admin@example.com',
  password: 'not the password at all',
  language: 'fr',
  theme: 'dark',
  next: '/',
  allowed: 'false',
  company: '0b928df7-52a9-4029-a4d8-07bad13d4191',
  connection: '00000000-0000-4000-8000-000000000000',
  how: 'delete',
  confirmation: 'Plaid',
  name: 'Juniper Roofing',
  operation: 'b3c1d3c2-6a53-4b0e-8a54-0f3f6f5f1c11',
};

type Attempt = {
  readonly action: string;
  readonly encoding: keyof typeof Encodings;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function attempt(portal: Portal, { action, encoding, path = tiles, headers = {} }: Attempt) {
  const { headers: own, body } = encodings[encoding].encode(findAction(action), everyField);
  return send(portal.url, { method: 'POST', path, headers: { ...own, ...headers }, ...(body && { body }) });
}

async function cookieOf(people: People, codat: Codat, role: Role): Promise<string> {
  const { cookies } = await people.sessionOf(role);
  // Signing in for the first time has shown a page.
  await codat.clearRequests();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** What an action could have changed: at Codat, and in the portal's own store. */
async function effects(portal: Portal, codat: Codat) {
  return {
    writes: (await codat.requests()).filter(({ method }) => !['GET', 'HEAD'].includes(method)),
    sessions: portal.query('select id, user_id from sessions order by id'),
    changes: portal.query<{ seq: number }>(
      "select chain_id, seq from activity where action not in ('access.denied', 'session.sign-in-refused')",
    ).length,
    refusals: portal.query('select * from enablement_refusals'),
    operations: portal.query('select * from open_operations'),
  };
}

test.describe('the legitimate request has its effect, so that the attacks below could have one', () => {
  for (const encoding of ['stateCall', 'plainStateForm'] as const) {
    test(encodings[encoding].name, async ({ portal, people, codat }) => {
      const cookie = await cookieOf(people, codat, 'Administrator');
      await attempt(portal, {
        action: 'enablementAction',
        encoding,
        headers: { cookie, origin: portal.url },
      });
      expect(await codat.switches()).toEqual(['qhnd true']);
    });
  }

  for (const encoding of ['formCall', 'plainForm'] as const) {
    test(encodings[encoding].name, async ({ portal, people, codat }) => {
      const before = await effects(portal, codat);
      const cookie = await cookieOf(people, codat, 'Administrator');
      await attempt(portal, { action: 'retryAction', encoding, headers: { cookie, origin: portal.url } });
      expect((await effects(portal, codat)).changes).toBe(before.changes + 1);
    });
  }

  test('an action posted to another page runs there as well, which is why it guards itself', async ({
    portal,
    people,
    codat,
  }) => {
    const cookie = await cookieOf(people, codat, 'Administrator');
    const path = '/local/settings/integrations/banking/manage/suuo';
    await attempt(portal, {
      action: 'enablementAction',
      encoding: 'stateCall',
      path,
      headers: { cookie, origin: portal.url },
    });
    expect(await codat.switches()).toEqual(['qhnd true']);
  });
});

test('no action does anything for somebody without a session, on any page, in any encoding', async ({
  portal,
  codat,
}) => {
  // It posts each action to each page, and so takes longer with each of both.
  test.setTimeout(120_000);
  const actions = listActions();
  expect(actions.length).toBeGreaterThanOrEqual(7);
  const before = await effects(portal, codat);
  for (const path of [...listAddresses(), '/nowhere', '/_next/static/nothing.js', '/favicon.svg']) {
    for (const { name } of actions) {
      for (const encoding of Object.keys(encodings) as (keyof typeof encodings)[]) {
        const answer = await attempt(portal, {
          action: name,
          encoding,
          path,
          headers: { origin: portal.url, 'sec-fetch-site': 'same-origin' },
        });
        const what = `${name} on ${path}, ${encodings[encoding].name}`;
        expect(/Plaid|TrueLayer|Xero|Stripe/.test(answer.body), what).toBe(false);
        expect(String(answer.headers['set-cookie']), what).not.toContain('switchboard.session=ey');
      }
    }
  }
  expect(await effects(portal, codat)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

test('a stranger is told so in a way that leads a page to the sign-in', async ({ portal }) => {
  const call = await attempt(portal, {
    action: 'enablementAction',
    encoding: 'stateCall',
    headers: { origin: portal.url },
  });
  expect(call.status).toBe(401);
  expect(call.headers['x-action-redirect']).toContain('/sign-in?next=');
  const form = await attempt(portal, {
    action: 'enablementAction',
    encoding: 'plainStateForm',
    headers: { origin: portal.url },
  });
  expect(form.status).toBe(303);
});

test('a request that another site forges with an Administrator’s cookie does nothing', async ({
  portal,
  people,
  codat,
}) => {
  const cookie = await cookieOf(people, codat, 'Administrator');
  const { port, host } = new URL(portal.url);
  const own = portal.url;
  const origins = {
    none: null,
    null: 'null',
    foreign: 'https://evil.example',
    'look-alike': `http://localhost.evil.example:${port}`,
    'longer port': `${own}0`,
    'another port': `http://localhost:${Number(port) - 1}`,
    'no port': 'http://localhost',
    https: `https://${host}`,
    'upper case': own.toUpperCase(),
    'with a path': `${own}/`,
    'with a user': `http://user@${host}`,
    twice: `${own}, ${own}`,
  };
  const forgeries = [
    ...Object.values(origins).flatMap((origin) =>
      [null, 'same-origin', 'same-site', 'cross-site', 'none'].map((site) => ({ origin, site })),
    ),
    ...['same-site', 'cross-site', 'none', ''].map((site) => ({ origin: own, site })),
  ];
  const before = await effects(portal, codat);
  for (const { origin, site } of forgeries) {
    for (const forwarded of [null, 'evil.example']) {
      for (const [action, encoding] of [
        ['enablementAction', 'stateCall'],
        ['enablementAction', 'plainStateForm'],
        ['retryAction', 'plainForm'],
        ['signOutAction', 'textCall'],
      ] as const) {
        const headers = {
          cookie,
          ...(origin !== null && { origin }),
          ...(site !== null && { 'sec-fetch-site': site }),
          ...(forwarded && { 'x-forwarded-host': forwarded, host: forwarded }),
        };
        const answer = await attempt(portal, { action, encoding, headers });
        expect(answer.status, `${action} ${JSON.stringify(headers)}`).toBe(403);
      }
    }
  }
  expect(await effects(portal, codat)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

test('a page of another site cannot switch anything in the browser of an Administrator', async ({
  openElsewhere,
  people,
  codat,
  portal,
  expectedComplaints,
}) => {
  expectedComplaints.push(/403/, /CORS/, /Failed to load/);
  const page = await openElsewhere({ storageState: await people.sessionOf('Administrator') });
  const { id } = findAction('retryAction');
  const before = await effects(portal, codat);
  await page.route('http://evil.localhost/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" enctype="multipart/form-data" action="${portal.url}${tiles}">
        <input name="$ACTION_ID_${id}"><input name="instance" value="local"><button>Win a prize</button></form>`,
    }),
  );
  await page.goto('http://evil.localhost/');
  await page.evaluate(
    async ([address, action]) => {
      await fetch(address ?? '', {
        method: 'POST',
        credentials: 'include',
        headers: { 'next-action': action ?? '' },
        body: '[]',
      }).catch(() => null);
    },
    [`${portal.url}${tiles}`, id],
  );
  const answered = page.waitForResponse(`${portal.url}${tiles}`);
  await page.getByRole('button', { name: 'Win a prize' }).click();
  expect((await answered).status()).toBe(403);
  expect(await effects(portal, codat)).toEqual(before);
});

for (const role of ['Onboarding', 'Advisor', 'Analyst'] as const) {
  test(`an ${role} who posts the actions of a Developer changes nothing, and it is recorded`, async ({
    portal,
    people,
    codat,
  }) => {
    const cookie = await cookieOf(people, codat, role);
    const headers = { cookie, origin: portal.url };
    const before = await effects(portal, codat);
    for (const action of ['enablementAction', 'retryAction', 'removeConnectionAction']) {
      for (const encoding of Object.keys(encodings) as (keyof typeof encodings)[]) {
        await attempt(portal, { action, encoding, headers });
        await attempt(portal, { action, encoding, headers, path: '/local/companies' });
      }
    }
    expect(await effects(portal, codat)).toEqual(before);
    const denials = portal.query<{ details: string }>(
      "select details from activity where action = 'access.denied' and actor = ?",
      `${role.toLowerCase()}@example.com`,
    );
    for (const permission of ['integrations:manage', 'connections:remove']) {
      expect(denials.map(({ details }) => JSON.parse(details))).toContainEqual(
        expect.objectContaining({ permission, role, instance: 'local' }),
      );
    }
  });
}

test('a session that was signed out, or whose person was disabled or demoted, does nothing more', async ({
  portal,
  people,
  codat,
}) => {
  const cookie = await cookieOf(people, codat, 'Developer');
  const email = 'developer@example.com';
  const tryIt = () =>
    attempt(portal, {
      action: 'enablementAction',
      encoding: 'stateCall',
      headers: { cookie, origin: portal.url },
    });
  const [person] = portal.query<{ id: string }>('select id from users where email = ?', email);
  const sessions = portal.query<{ id: string; user_id: string; created_at: number; last_seen_at: number }>(
    'select * from sessions where user_id = ?',
    person?.id,
  );

  portal.query("update users set role = 'Analyst' where email = ?", email);
  expect((await tryIt()).body.includes('Your role does not allow this.')).toBe(true);
  portal.query("update users set role = 'Developer', disabled_at = 1 where email = ?", email);
  expect((await tryIt()).status).toBe(401);
  portal.query('update users set disabled_at = null where email = ?', email);
  portal.query('delete from sessions where user_id = ?', person?.id);
  expect((await tryIt()).status).toBe(401);
  expect(await codat.switches()).toEqual([]);

  for (const session of sessions) {
    portal.query(
      'insert into sessions (id, user_id, created_at, last_seen_at) values (?, ?, ?, ?)',
      session.id,
      session.user_id,
      session.created_at,
      session.last_seen_at,
    );
  }
  expect((await tryIt()).status).toBe(200);
  expect(await codat.switches()).toEqual(['qhnd true']);
});
