import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();

async function anyCompanyId(): Promise<string> {
  const { body } = await emulator.call('GET', '/companies?pageSize=1');
  return body.results[0].id;
}

describe('authentication', () => {
  const statusWith = async (header?: string): Promise<number> =>
    (
      await fetch(
        `${emulator.url}/profile`,
        header === undefined ? {} : { headers: { Authorization: header } },
      )
    ).status;
  const encoded = (text: string): string => Buffer.from(text).toString('base64');

  it('takes the key in base64, bare or with a colon after it', async () => {
    expect(await statusWith(`Basic ${encoded('key-of-the-tests')}`)).toBe(200);
    expect(await statusWith(`Basic ${encoded('key-of-the-tests:')}`)).toBe(200);
  });

  it('takes nothing else', async () => {
    expect(await statusWith()).toBe(401);
    expect(await statusWith('')).toBe(401);
    expect(await statusWith('Basic key-of-the-tests')).toBe(401);
    expect(await statusWith(`Bearer ${encoded('key-of-the-tests')}`)).toBe(401);
    expect(await statusWith(`Basic ${encoded('key-of-the-tests::')}`)).toBe(401);
    expect(await statusWith(`Basic ${encoded('another-key')}`)).toBe(401);
  });

  it('guards unknown paths and the control surface as well', async () => {
    expect((await fetch(`${emulator.url}/nowhere`)).status).toBe(401);
    expect((await fetch(`${emulator.url}/__emulator/requests`)).status).toBe(401);
  });
});

describe('every refusal', () => {
  it.each([
    { method: 'GET', path: '/nowhere', expected: 404 },
    { method: 'GET', path: '/integrations/zzzz', expected: 404 },
    { method: 'GET', path: '/integrations/plaid', expected: 404 },
    { method: 'POST', path: '/integrations', expected: 405, sent: {} },
    { method: 'DELETE', path: '/profile', expected: 405 },
    { method: 'POST', path: '/integrations/credentials/suuo', expected: 405, sent: {} },
    { method: 'PUT', path: '/integrations/credentials/suuo', expected: 400, sent: '{"clientId": ' },
    { method: 'PUT', path: '/profile', expected: 400, sent: { name: 'No redirect' } },
    {
      method: 'PUT',
      path: '/profile',
      expected: 400,
      sent: { name: 'A', redirectUrl: 'https://a.example', colour: 'red' },
    },
    { method: 'POST', path: '/companies', expected: 400, sent: { name: 'A', owner: 'B' } },
    { method: 'POST', path: '/companies', expected: 400, sent: { name: 7 } },
    { method: 'POST', path: '/companies', expected: 400, sent: { name: '日本' } },
    { method: 'POST', path: '/companies', expected: 400, sent: {} },
    { method: 'GET', path: '/companies?pagesize=10', expected: 400 },
  ])('$method $path has Codat’s body: $expected', async ({ method, path, expected, sent }) => {
    const { status, body } = await emulator.call(method, path, sent);
    expect(status).toBe(expected);
    expect(body).toMatchObject({
      statusCode: expected,
      service: expect.any(String),
      error: expect.any(String),
      correlationId: expect.stringMatching(/^[0-9a-f]{32}$/),
      canBeRetried: 'Unknown',
      detailedErrorCode: 0,
    });
  });

  it('reports which methods a path has', async () => {
    const { headers } = await emulator.call('DELETE', '/integrations/suuo');
    expect(headers.get('allow')).toBe('GET, PATCH');
  });

  it('does not read a body beyond all reason', async () => {
    const { status } = await emulator.call('PUT', '/profile', 'x'.repeat(1024 * 1024 + 1));
    expect(status).toBe(413);
  });
});

describe('companies', () => {
  it('lose the characters that Codat does not keep in a name', async () => {
    const { body } = await emulator.call('POST', '/companies', { name: "O'Neill <b>& Sons</b> (UK), #1!" });
    expect(body.name).toBe("O'Neill b& Sonsb UK, 1!");
  });

  it.each([
    ['eleven tags', Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`tag${n}`, 'x']))],
    ['a tag with a long name', { ['n'.repeat(28)]: 'x' }],
    ['a tag with a long value', { region: 'x'.repeat(101) }],
    ['a tag that is no text', { region: 1 }],
  ])('refuse %s', async (_, tags) => {
    expect((await emulator.call('POST', '/companies', { name: 'A', tags })).status).toBe(400);
  });

  it('are found by their tags', async () => {
    await emulator.call('POST', '/companies', { name: 'Tagged', tags: { team: 'invoice-finance' } });
    const { body } = await emulator.call(
      'GET',
      `/companies?tags=${encodeURIComponent('team = invoice-finance && team~fin')}`,
    );
    expect(body.results.map(({ name }: { name: string }) => name)).toEqual(['Tagged']);
  });
});

describe('connections', () => {
  it('can be of an accounting kind only once per company, until that one is unlinked or deleted', async () => {
    const company = await emulator.call('POST', '/companies', { name: 'A' });
    const path = `/companies/${company.body.id}/connections`;
    const first = await emulator.call('POST', path, { platformKey: 'gbol' });
    expect(first.status).toBe(200);
    expect((await emulator.call('POST', path, { platformKey: 'mqjo' })).status).toBe(409);
    const deleted = await emulator.call('DELETE', `${path}/${first.body.id}`);
    expect(deleted).toMatchObject({ status: 200, text: '' });
    expect((await emulator.call('POST', path, { platformKey: 'mqjo' })).status).toBe(200);
  });

  it('can be of a banking kind many times, by the word plaid too', async () => {
    const company = await emulator.call('POST', '/companies', { name: 'A' });
    const path = `/companies/${company.body.id}/connections`;
    for (const platformKey of ['suuo', 'plaid']) {
      const { body } = await emulator.call('POST', path, { platformKey });
      expect(body).toMatchObject({ status: 'PendingAuth', integrationKey: 'suuo' });
    }
  });

  it.each(['PendingAuth', 'Linked', 'Deauthorized', 'Gone', null])('cannot be set to %s', async (status) => {
    const id = await anyCompanyId();
    const { body } = await emulator.call('GET', `/companies/${id}/connections`);
    const path = `/companies/${id}/connections/${body.results[0].id}`;
    expect((await emulator.call('PATCH', path, { status })).status).toBe(400);
  });

  it('belong to their own company', async () => {
    const { body } = await emulator.call('GET', '/companies?pageSize=2');
    const [first, second] = body.results;
    const path = `/companies/${first.id}/connections/${second.dataConnections[0].id}`;
    expect((await emulator.call('GET', path)).status).toBe(404);
  });
});
