import { connect } from 'node:net';
import { isWebhookPath, routes } from '@/lib/routes';
import { connectionBody, inventSecret, sign } from '@/lib/server/testing/webhook-deliveries';
import { encodings } from '../action-requests';
import { findAction, listActions, listAddresses } from '../built-app';
import { expect, type People, test } from '../fixtures';
import { send } from '../raw-request';
import type { Portal } from '../start-portal';

// The one address that takes a POST without the Origin of our pages: what can be done by it, and that it is the only one.

const webhooks = routes.webhooks('local');

async function storeSecret(portal: Portal, people: People): Promise<string> {
  const secret = inventSecret();
  const headers = { cookie: await cookieOf(people), origin: portal.url };
  const change = { instance: 'local', secret: { intent: 'replace', value: secret } };
  const { id } = findAction('webhookSecretAction');
  const answer = await send(portal.url, {
    method: 'POST',
    path: routes.instances(),
    headers: { ...headers, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' },
    body: JSON.stringify([change]),
  });
  expect(answer.body).toContain('"kind":"saved"');
  return secret;
}

async function cookieOf(people: People): Promise<string> {
  const { cookies } = await people.sessionOf('Administrator');
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** All that is stored but for the time at which a session was last seen, and at which health was last looked at. */
function everything(portal: Portal): Record<string, unknown> {
  const tables = portal.query<{ name: string }>(
    "select name from sqlite_schema where type = 'table' and name <> 'health'",
  );
  return Object.fromEntries(
    tables.map(({ name }) => {
      const rows = portal.query<Record<string, unknown>>(`select * from "${name}"`);
      return [name, rows.map(({ last_seen_at: _, ...row }) => JSON.stringify(row)).sort()];
    }),
  );
}

type Post = {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
};

function post(portal: Portal, { body, headers = {}, path = webhooks }: Post) {
  return send(portal.url, { method: 'POST', path, headers, body });
}

test.use({ as: null });

test('a webhook without an Origin is taken once, and makes what is remembered of connections old', async ({
  portal,
  people,
  codat,
}) => {
  const secret = await storeSecret(portal, people);
  await codat.clearRequests();
  const revision = () =>
    portal.query<{ connections_revision: number }>('select connections_revision from instances')[0]
      ?.connections_revision ?? 0;
  const before = revision();
  const { headers, body } = sign(connectionBody(), { secret });
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await post(portal, { body, headers });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  expect(revision()).toBe(before + 1);
  const accented = sign(JSON.stringify({ eventType: 'connection.failed', payload: 'é€😀' }), { secret });
  expect((await post(portal, accented)).status).toBe(204);
  expect(revision()).toBe(before + 2);
  expect(await codat.requests()).toEqual([]);
});

test('a webhook that is not Codat’s leaves no trace, and every refusal looks like the others', async ({
  portal,
  people,
  codat,
}) => {
  const secret = await storeSecret(portal, people);
  await codat.clearRequests();
  const printedBefore = portal.printed().length;
  const before = everything(portal);
  const { headers, body } = sign(connectionBody(), { secret });
  const at = (time: number) => sign(body, { secret, at: time });
  const refused = [
    await post(portal, { body, headers: { ...headers, 'webhook-signature': 'v1,FORGED' } }),
    await post(portal, sign(body, { secret: inventSecret() })),
    await post(portal, { body: `${body} `, headers }),
    await post(portal, { body: body.slice(1), headers }),
    await post(portal, at(Date.now() - 302_000)),
    await post(portal, at(Date.now() + 310_000)),
    await post(portal, { body }),
    await post(portal, { body: '', headers }),
    await post(portal, { body, headers, path: routes.webhooks('elsewhere') }),
  ].map(({ status, body, headers }) => {
    const { date: _, 'content-security-policy': policy, ...kept } = headers;
    return JSON.stringify({ status, body, policy: typeof policy, kept });
  });
  expect(new Set(refused).size).toBe(1);
  expect(refused[0]).toContain('"status":401');

  const broken = sign('{', { secret });
  expect((await post(portal, broken)).status).toBe(400);
  const unknown = sign(connectionBody('connection.exploded'), { secret });
  expect((await post(portal, unknown)).status).toBe(204);
  expect(everything(portal)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
  const printed = portal.printed().slice(printedBefore);
  for (const kept of ['FORGED', 'Toft', secret, headers['webhook-id'] ?? '', 'exploded']) {
    expect(printed.includes(kept), kept).toBe(false);
  }
});

test('a body of 1 MiB is refused unseen, and one that comes without its length or its end', async ({
  portal,
  people,
}) => {
  const secret = await storeSecret(portal, people);
  const before = everything(portal);
  const printedBefore = portal.printed().length;
  const large = sign(JSON.stringify({ eventType: 'connection.failed', payload: 'x'.repeat(1024 * 1024) }), {
    secret,
  });
  expect((await post(portal, large)).status).toBe(413);

  const { headers, body } = sign(connectionBody(), { secret });
  const chunked = await send(portal.url, { method: 'POST', path: webhooks, headers, body, chunked: true });
  expect(chunked.status).toBe(411);
  await breakOff(portal, { ...headers, 'content-length': String(body.length) }, body.slice(0, -20));
  expect((await send(portal.url, { path: '/api/health' })).status).toBe(200);
  expect(everything(portal)).toEqual(before);
  const printed = portal.printed().slice(printedBefore);
  for (const kept of ['Toft', 'xxxx', headers['webhook-id'] ?? '', headers['webhook-signature'] ?? '']) {
    expect(printed.includes(kept), kept).toBe(false);
  }
});

test('an Administrator’s cookie, or a page, brings nothing about by this address', async ({
  portal,
  people,
  codat,
}) => {
  test.setTimeout(90_000);
  await storeSecret(portal, people);
  const cookie = await cookieOf(people);
  await codat.clearRequests();
  const before = everything(portal);
  const fields = { instance: 'local', key: 'qhnd', enabled: 'true', acknowledged: '1000', language: 'fr' };
  const browsers = [
    {},
    { origin: portal.url },
    { origin: portal.url, 'sec-fetch-site': 'same-origin' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-origin' },
  ];
  // The second is what Next takes for the first as well, before the proxy sees it.
  for (const path of [webhooks, `${webhooks}.rsc`]) {
    for (const { name } of listActions()) {
      for (const encoding of Object.values(encodings)) {
        for (const browser of browsers) {
          const request = encoding.encode(findAction(name), fields);
          const headers = { ...request.headers, ...browser, cookie };
          const answer = await send(portal.url, { method: 'POST', path, ...request, headers });
          const what = `${path}, ${name}, ${encoding.name}, ${JSON.stringify(browser)}`;
          expect([401, 403], what).toContain(answer.status);
          expect(answer.headers['set-cookie'], what).toBeUndefined();
          const isOfPage = 'next-action' in headers || Object.keys(browser).length > 0;
          if (isOfPage && browser.origin !== portal.url) expect(answer.status, what).toBe(403);
        }
      }
    }
  }
  expect(everything(portal)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

test('no other address takes a POST without the Origin of our pages', async ({ portal, people, codat }) => {
  const secret = await storeSecret(portal, people);
  const cookie = await cookieOf(people);
  await codat.clearRequests();
  const before = everything(portal);
  const { headers, body } = sign(connectionBody(), { secret });
  const addresses = [
    ...listAddresses(),
    '/nowhere',
    '/favicon.svg',
    '/_next/static/nothing.js',
    '/api/webhooks',
    '/api/webhooks/codat',
    '/api/webhooks/codat/',
    `${webhooks}/`,
    `${webhooks}/more`,
    `${webhooks}.txt`,
    `${webhooks}%2f`,
    `${webhooks}%00`,
    `/${webhooks}`,
    `/local${webhooks}`,
    `/_next/data/build${webhooks}.json`,
    webhooks.toUpperCase(),
    webhooks.replace('local', 'LOCAL'),
    webhooks.replace('local', '%6cocal'),
    webhooks.replace('webhooks', '%77ebhooks'),
    webhooks.replace('/codat/', '/codat%2f'),
    `${webhooks}/../../../../sign-in`,
    `${webhooks}/%2e%2e/%2e%2e/%2e%2e/%2e%2e/sign-in`,
  ];
  expect(listAddresses()).toContain(webhooks);
  for (const path of addresses) {
    if (path === webhooks) continue;
    const { pathname } = new URL(`http://portal${path}`);
    expect(isWebhookPath(pathname), path).toBe(false);
    for (const more of [{}, { cookie }, { cookie, 'content-type': 'application/x-www-form-urlencoded' }]) {
      const answer = await post(portal, { body, headers: { ...headers, ...more }, path });
      expect(answer.status, path).toBe(answeredByNext(path) ?? 403);
    }
  }
  expect(everything(portal)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

test('by this address nothing is shown to anybody', async ({ portal, people }) => {
  for (const headers of [{}, { cookie: await cookieOf(people) }]) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await send(portal.url, { method, path: webhooks, headers });
      expect([answer.status, answer.body], method).toEqual([405, '']);
    }
  }
});

/** Before the proxy is asked: two slashes lead to one, and there is no data of pages as Next used to have. */
function answeredByNext(path: string): number | null {
  if (path.startsWith('//')) return 308;
  return path.startsWith('/_next/data/') ? 404 : null;
}

/** Hangs up in the middle of the body. */
function breakOff(portal: Portal, headers: Readonly<Record<string, string>>, piece: string): Promise<void> {
  const { host, port } = new URL(portal.url);
  const head = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const bytes = [`POST ${webhooks} HTTP/1.1`, ...head, '', piece].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), 'localhost', () => socket.end(bytes));
    socket
      .on('close', () => resolve())
      .on('error', reject)
      .resume();
  });
}
