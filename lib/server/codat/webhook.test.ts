import { describe, expect, it } from 'vitest';
import { Secret } from '../secret';
import { connectionBody, inventSecret, quotaBody, sign } from '../testing/webhook-deliveries';
import { readWebhook, troubleOfWebhookSecret } from './webhook';

const secret = inventSecret();

function read({ headers, body }: ReturnType<typeof sign>, more: Readonly<Record<string, string>> = {}) {
  return readWebhook(new Secret(secret), new Headers({ ...headers, ...more }), Buffer.from(body));
}

describe('a webhook of Codat’s', () => {
  it('is read where it is signed, under the names of either standard', () => {
    for (const prefix of ['webhook', 'svix']) {
      expect(read(sign(connectionBody(), { secret, id: 'msg_1', prefix }))).toEqual({
        kind: 'event',
        id: 'msg_1',
        type: 'connection.connected',
        event: {
          kind: 'connection',
          change: {
            type: 'connection.connected',
            companyId: '0498e921-9b53-4396-a412-4f2f5983b0a2',
            connectionId: 'ee2eb431-c0fa-4dc9-93fa-d29781c12bcd',
            integrationKey: 'suuo',
            status: 'Linked',
          },
        },
      });
    }
  });

  it('is known by the id that was signed, whatever other one comes along', () => {
    const svix = sign(connectionBody(), { secret, id: 'signed', prefix: 'svix' });
    expect(read(svix, { 'webhook-id': 'another' })).toMatchObject({ id: 'signed' });
    const webhook = sign(connectionBody(), { secret, id: 'signed' });
    expect(read(webhook, { 'svix-id': 'another' })).toEqual({ kind: 'unsigned' });
  });

  it('may be signed with an old secret and a new one, while Svix rotates them', () => {
    const { headers, body } = sign(connectionBody(), { secret });
    const other = sign(body, { secret: inventSecret() }).headers['webhook-signature'];
    const both = { ...headers, 'webhook-signature': `${other} ${headers['webhook-signature']} v2,x` };
    expect(read({ headers: both, body })).toMatchObject({ kind: 'event' });
  });

  it('is read under a secret that is kept without its prefix', () => {
    const bare = secret.replace('whsec_', '');
    const { headers, body } = sign(connectionBody(), { secret, prefix: 'svix' });
    const readWith = (value: string, sent: string) =>
      readWebhook(new Secret(value), new Headers(headers), Buffer.from(sent)).kind;
    expect(readWith(bare, body)).toBe('event');
    expect(readWith(bare, `${body} `)).toBe('unsigned');
    expect(readWith(inventSecret().replace('whsec_', ''), body)).toBe('unsigned');
  });

  it('is signed over its bytes, not over what its JSON says', () => {
    const pretty = `${JSON.stringify(JSON.parse(connectionBody()), null, 2)}\n`;
    const { headers, body } = sign(pretty, { secret, prefix: 'svix' });
    expect(read({ headers, body })).toMatchObject({ kind: 'event' });
    expect(read({ headers, body: JSON.stringify(JSON.parse(pretty)) })).toEqual({ kind: 'unsigned' });
  });

  it.each([
    [-299_000, 'event'],
    [-302_000, 'unsigned'],
    [299_000, 'event'],
    [310_000, 'unsigned'],
  ])('that was signed %i ms from now is: %s', (shift, kind) => {
    for (const prefix of ['webhook', 'svix']) {
      expect(read(sign(connectionBody(), { secret, prefix, at: Date.now() + shift })).kind).toBe(kind);
    }
  });

  it.each(['', 'a.b', 'a b', 'é', 'a, b', 'x'.repeat(201)])('with the id “%s” is not believed', (id) => {
    const { headers, body } = sign(connectionBody(), { secret, id: 'msg' });
    const named = Buffer.from(id).toString('latin1');
    expect(
      readWebhook(new Secret(secret), new Headers({ ...headers, 'webhook-id': named }), Buffer.from(body)),
    ).toEqual({ kind: 'unsigned' });
  });

  it.each(['', 'null', '[]', '"text"', '{"eventType":7}', '{"eventType":"company.created"}', '{}'])(
    'that says %s concerns no one here, or is no JSON',
    (body) => {
      expect(read(sign(body, { secret })).kind).toBe(body === '' ? 'unreadable' : 'foreign');
    },
  );

  it.each([
    ['in Latin-1', Buffer.from(connectionBody().replace('Toft', 'Tôft'), 'latin1')],
    ['cut in the middle of a character', Buffer.from('{"eventType":"é').subarray(0, -1)],
    ['of bytes that no text has', Uint8Array.of(0xff, 0xfe, 0x00, 0xd8)],
  ])('with a body %s is unreadable where it is signed, and unsigned elsewhere', (_, bytes) => {
    const body = Uint8Array.from(bytes);
    const readBytes = (signing: Parameters<typeof sign>[1], sent = body) =>
      readWebhook(new Secret(secret), new Headers(sign(body, signing).headers), Buffer.from(sent)).kind;
    expect(readBytes({ secret })).toBe('unreadable');
    expect(readBytes({ secret, prefix: 'svix' })).toBe('unreadable');
    expect(readBytes({ secret: inventSecret() })).toBe('unsigned');
    for (const at of [Date.now() - 302_000, Date.now() + 310_000]) {
      expect(readBytes({ secret, at })).toBe('unsigned');
    }
    // The library would decode this to the same text.
    expect(readBytes({ secret }, body.with(-1, 0xfd))).toBe('unsigned');
    expect(readBytes({ secret }, body.slice(1))).toBe('unsigned');
  });

  it.each([undefined, null, 7, [], {}, { connection: 7, referenceCompany: [] }, { connection: { id: {} } }])(
    'reports that something has happened even if its payload is %j',
    (payload) => {
      const body = JSON.stringify({ eventType: 'connection.failed', payload });
      expect(read(sign(body, { secret }))).toMatchObject({
        event: {
          change: {
            type: 'connection.failed',
            companyId: null,
            connectionId: null,
            integrationKey: null,
            status: null,
          },
        },
      });
    },
  );

  it('reports until when the quota is used up, in UTC', () => {
    const until = Date.parse('2026-01-02T00:00:00Z');
    expect(read(sign(quotaBody('client.rateLimit.reached', until), { secret }))).toMatchObject({
      event: { kind: 'quota-reached', until },
    });
    const bare = quotaBody('client.rateLimit.reached', until).replace('.000Z"}', '"}');
    expect(bare).toContain('2026-01-02T00:00:00"');
    expect(read(sign(bare, { secret }))).toMatchObject({ event: { until } });
    const odd = JSON.stringify({ eventType: 'client.rateLimit.reached', payload: { expiryDate: 'soon' } });
    expect(read(sign(odd, { secret }))).toMatchObject({ event: { until: null, saidAt: null } });
  });
});

describe('a signing secret', () => {
  it.each([
    ['', 'empty'],
    ['sk_live_0123456789', 'prefix'],
    ['WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'prefix'],
    ['whsec_', 'shape'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La', 'shape'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS', 'shape'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_', 'shape'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_', 'shape'],
    ['whsec_••••••••••••••••••••••••••••LaSw', 'shape'],
    [`whsec_${'a'.repeat(104)}`, 'shape'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', null],
    ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', null],
    [`whsec_${Buffer.alloc(32, 7).toString('base64')}`, null],
    [`whsec_${Buffer.alloc(64, 7).toString('base64')}`, null],
  ])('that was typed as “%s” is found wrong for: %s', (value, trouble) => {
    expect(troubleOfWebhookSecret(new Secret(value))).toBe(trouble);
  });
});
