import { type encodings as Encodings, encodings } from '../action-requests';
import { findAction, listActions, listAddresses } from '../built-app';
import { expect, test } from '../fixtures';
import { send } from '../raw-request';
import type { Portal } from '../start-portal';
import { cookieOf, effects } from './effects';
import { arrange, requestsOf } from './valid-arguments';

// A server action is a public endpoint: what can be done with it is tried past every page and button.

test.use({ as: null });

const tiles = '/local/settings/integrations/banking';
type Attempt = {
  readonly action: string;
  readonly encoding: keyof typeof Encodings;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The form fields that the actions below read. */
const fields = { instance: 'local', key: 'qhnd', enabled: 'true' };
const everyField = { ...fields, email: 'admin@example.com', language: 'fr', theme: 'dark', next: '/' };

function attempt(portal: Portal, { action, encoding, path = tiles, headers = {} }: Attempt) {
  const { headers: own, body } = encodings[encoding].encode(findAction(action), fields);
  return send(portal.url, { method: 'POST', path, headers: { ...own, ...headers }, ...(body && { body }) });
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

test('no action does anything without a session, on any page, in any encoding', async ({ portal, codat }) => {
  // It posts each action to each page, and so takes longer with each of both.
  test.setTimeout(480_000);
  const world = await arrange(portal, codat);
  const before = await effects(portal, codat);
  const headers = { origin: portal.url, 'sec-fetch-site': 'same-origin' };
  for (const path of [...listAddresses(), '/nowhere', '/_next/static/nothing.js', '/favicon.svg']) {
    for (const { name } of listActions()) {
      // With the right password or a link it would be no stranger.
      const known = ['signInAction', 'joinAction', 'newPasswordAction'].includes(name)
        ? []
        : requestsOf(name, world);
      const ways = known.map(([way]) => way);
      const foreign = Object.values(encodings).flatMap((encoding) => {
        if (ways.includes(encoding.name)) return [];
        const request = encoding.encode(findAction(name), { ...everyField, password: 'not the password' });
        return [[encoding.name, request] as const];
      });
      for (const [way, request] of [...known, ...foreign]) {
        const sent = { method: 'POST', path, ...request, headers: { ...request.headers, ...headers } };
        const answer = await send(portal.url, sent);
        const what = `${name} on ${path}, ${way}`;
        expect(/Plaid|TrueLayer|Xero|Stripe|\/link\//.test(answer.body), what).toBe(false);
        expect(String(answer.headers['set-cookie']), what).not.toContain('switchboard.session=ey');
      }
    }
  }
  expect(await effects(portal, codat)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

test('a request without a session is answered in a way that leads a page to the sign-in', async ({
  portal,
}) => {
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
  openSecondBrowser,
  people,
  codat,
  portal,
  allowedConsoleErrors,
}) => {
  allowedConsoleErrors.push(/403/, /CORS/, /Failed to load/);
  const page = await openSecondBrowser({ storageState: await people.sessionOf('Administrator') });
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
