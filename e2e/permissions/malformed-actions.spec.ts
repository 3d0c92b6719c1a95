import { spawn } from 'node:child_process';
import path from 'node:path';
import { encodings } from '../action-requests';
import { findAction } from '../built-app';
import { expect, test } from '../fixtures';
import { send } from '../raw-request';
import { dist, project } from '../start-portal';

// Malformed server actions: Next's decoder quotes what was posted in its errors.

test.use({ as: null });

/** Shorter than what is redacted as a key, and with all that could break or forge a line. */
const marker = 'sk-1iveab';
const foul = `${marker}\n{"level":"info","event":"forged"}\r\u001b[31m`;

type Malformed = readonly [headers: Readonly<Record<string, string>>, body: string | Uint8Array];

const text = { 'content-type': 'text/plain;charset=UTF-8', accept: 'text/x-component' };
const form = { 'content-type': 'multipart/form-data; boundary=xx' };

function parts(...fields: (readonly [name: string, value: string])[]): string {
  const written = fields.map(
    ([name, value]) => `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${written.join('')}--xx--\r\n`;
}

function malformed(): Record<string, Malformed> {
  const { id } = findAction('signInAction');
  const elsewhere = findAction('enablementAction').id;
  const call = { ...text, 'next-action': id };
  const formCall = { ...form, 'next-action': id };
  const bound = ['$ACTION_1:0', JSON.stringify({ id, bound: '$@1' })] as const;
  const file = (head: string) =>
    `--xx\r\nContent-Disposition: form-data; name="0"${head}\r\n\r\n${foul}\r\n--xx--\r\n`;
  return {
    'an id that is none': [{ ...text, 'next-action': marker }, '[]'],
    'an id of the right length': [{ ...text, 'next-action': marker.padEnd(42, 'x') }, '[]'],
    'an id of every object': [{ ...text, 'next-action': 'toString' }, '[]'],
    'an id of no action': [{ ...text, 'next-action': '0'.repeat(42) }, '[]'],
    'an action of another page': [{ ...text, 'next-action': elsewhere }, '[{},{}]'],
    'an action of another page, unreadable': [{ ...text, 'next-action': elsewhere }, foul],
    'a body that is no JSON': [call, foul],
    'a body of a secret': [call, `"${marker}`],
    'an empty body': [call, ''],
    'a reference to nothing': [call, `["$F1${marker}"]`],
    'no number': [call, `["$n${marker}"]`],
    'arguments that are no list': [call, '5'],
    'too many arguments': [call, JSON.stringify(Array(2_000).fill(marker))],
    'nested too deep': [call, '['.repeat(30_000) + ']'.repeat(30_000)],
    'no encoding': [{ 'next-action': id }, '[]'],
    'JSON by name': [{ 'next-action': id, 'content-type': 'application/json' }, foul],
    'a form of names and values': [
      { 'next-action': id, 'content-type': 'application/x-www-form-urlencoded' },
      `a=${marker}`,
    ],
    'the same without an action': [{ 'content-type': 'application/x-www-form-urlencoded' }, `a=${marker}`],
    compressed: [{ ...call, 'content-encoding': 'gzip' }, foul],
    'parts without a boundary': [{ ...formCall, 'content-type': 'multipart/form-data' }, foul],
    'no parts': [formCall, foul],
    'an end of parts alone': [formCall, '--xx--\r\n'],
    'a part that does not end': [formCall, file('').slice(0, -8)],
    'a part that is no JSON': [formCall, parts(['0', foul])],
    'a part that is missing': [formCall, parts(['0', '["$1"]'])],
    'a part that nothing asks for': [formCall, parts(['1', foul])],
    'a part without a name': [formCall, `--xx\r\n${marker}\r\n\r\nx\r\n--xx--\r\n`],
    'a part in base64': [formCall, file(`; filename="${marker}"\r\nContent-Transfer-Encoding: base64`)],
    'bytes that are no text': [formCall, Buffer.from(parts(['0', 'ÿþ']), 'latin1')],
    'a form of no action': [form, parts(['a', foul])],
    'a form of an unknown action': [form, parts([`$ACTION_ID_${'0'.repeat(42)}`, ''])],
    'a form of an action that is none': [form, parts([`$ACTION_ID_${marker}`, ''])],
    'a form of two actions': [form, parts([`$ACTION_ID_${id}`, ''], [`$ACTION_ID_${elsewhere}`, ''])],
    'a form bound to nothing': [form, parts(['$ACTION_REF_1', ''])],
    'a form bound to no JSON': [form, parts(['$ACTION_REF_1', ''], ['$ACTION_1:0', `{"id":"${id}" ${foul}`])],
    'a form with a state that is no JSON': [form, parts(['$ACTION_REF_1', ''], bound, ['$ACTION_1:1', foul])],
    'a form without its state': [form, parts(['$ACTION_REF_1', ''], bound)],
    'a form that is none': [form, foul],
    'a form of another kind': [{ 'content-type': `multipart/form-data${marker}` }, foul],
  };
}

function linesOf(printed: string): string[] {
  return printed.split('\n').filter((line) => line !== '');
}

test('a malformed action is a 400 and one line of JSON, without a word of it', async ({ portal }) => {
  const before = portal.printed().length;
  const printed = () => linesOf(portal.printed().slice(before));
  let expected = 0;
  for (const [name, [headers, body]] of Object.entries(malformed())) {
    const answer = await send(portal.url, {
      method: 'POST',
      path: '/sign-in',
      headers: { origin: portal.url, ...headers },
      body,
    });
    expect(answer.status, name).toBe(400);
    expect(answer.body, name).not.toContain(marker);
    expected += 1;
    await expect.poll(() => printed().length, name).toBe(expected);
  }
  for (const line of printed()) {
    expect(JSON.parse(line)).toEqual({
      time: expect.any(String),
      level: 'warning',
      event: 'malformed-action',
      error: expect.stringMatching(/^[A-Za-z]+$/),
    });
  }
});

test('a malformed action is one under every spelling of its address', async ({ portal }) => {
  const before = portal.printed().length;
  const [headers, body] = malformed()['a body that is no JSON'] ?? [{}, ''];
  for (const path of [
    '/api/../sign-in',
    '/api/%2e%2e/sign-in',
    '/sign-in/',
    '/sign-in?_rsc=1',
    '/./sign-in',
  ]) {
    const sent = { origin: portal.url, ...headers };
    expect((await send(portal.url, { method: 'POST', path, headers: sent, body })).status, path).toBeLessThan(
      500,
    );
  }
  expect((await send(portal.url, { path: '/api/health' })).status).toBe(200);
  // A POST without a session is a refusal too, and on record.
  const others = linesOf(portal.printed().slice(before)).filter((line) => !line.includes('"access.denied"'));
  for (const line of others) {
    expect(JSON.parse(line)).toMatchObject({ event: 'malformed-action' });
  }
});

test('a malformed action of another page is a 400 for who is signed in, too', async ({ portal, people }) => {
  const { cookies } = await people.sessionOf('Administrator');
  const before = portal.printed().length;
  const { status } = await send(portal.url, {
    method: 'POST',
    path: '/sign-in',
    headers: {
      ...text,
      origin: portal.url,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      'next-action': findAction('enablementAction').id,
    },
    body: foul,
  });
  expect(status).toBe(400);
  await expect.poll(() => portal.printed().slice(before)).toContain('"event":"malformed-action"');
  expect(
    linesOf(portal.printed().slice(before)).filter((line) => !line.includes('"event":"activity"')),
  ).toHaveLength(1);
});

test('the server started by hand prints lines of JSON alone, from its first to its last', async ({
  portal,
}) => {
  const port = Number(new URL(portal.url).port) + 1;
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [path.join(project, dist, 'standalone/server.js')], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      DATA_DIR: portal.dataDir,
      CODAT_LOCAL: '1',
      CODAT_API_KEY: portal.apiKey,
      CODAT_API_URL: portal.emulatorUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece) => {
      printed += piece;
    });
  }
  try {
    await expect.poll(() => printed, { timeout: 30_000 }).toContain('Ready in');
    for (const [headers, body] of Object.values(malformed())) {
      const attack = { method: 'POST', path: '/sign-in', headers: { origin: url, ...headers }, body };
      expect((await send(url, attack)).status).toBe(400);
    }
    const wrong = encodings.stateCall.encode(findAction('signInAction'), {
      email: 'a@b.example',
      password: 'x',
    });
    const legitimate = { method: 'POST', path: '/sign-in', headers: { ...wrong.headers, origin: url } };
    expect((await send(url, { ...legitimate, ...(wrong.body && { body: wrong.body }) })).status).toBe(200);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  expect(linesOf(printed).length).toBeGreaterThan(Object.keys(malformed()).length);
  for (const line of linesOf(printed)) expect(JSON.parse(line)).toMatchObject({ event: expect.any(String) });
  expect(printed).not.toContain(marker);
});
