import { createHmac, randomBytes, randomUUID } from 'node:crypto';

// Builds what Svix posts for Codat, from its published scheme. Svix's library is not used, because the tests check it.

export type Delivery<Body = string> = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
};

/** A delivery as it is posted, whose body may not be text. */
export type Posted = Delivery<string | Uint8Array<ArrayBuffer>>;

export type Signing = {
  readonly secret: string;
  readonly id?: string;
  /** The time in milliseconds, by default now. */
  readonly at?: number;
  /** A prefix to use instead of `webhook`. */
  readonly prefix?: string;
};

export function inventSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

export function inventId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

export function sign<Body extends string | Uint8Array<ArrayBuffer>>(
  body: Body,
  { secret, id = inventId(), at, prefix = 'webhook' }: Signing,
): Delivery<Body> {
  const timestamp = Math.floor((at ?? Date.now()) / 1000);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(timestamp),
      [`${prefix}-signature`]: `v1,${signature}`,
    },
    body,
  };
}

/** Returns a body like those in Codat's examples, with the names of a company and of a person in it. */
export function connectionBody(eventType = 'connection.connected', status = 'Linked'): string {
  return JSON.stringify({
    id: randomUUID(),
    eventType,
    generatedDate: new Date().toISOString(),
    payload: {
      referenceCompany: {
        id: '0498e921-9b53-4396-a412-4f2f5983b0a2',
        name: 'Toft stores of nobody else',
        links: { portal: 'https://app.codat.io/companies/0498e921-9b53-4396-a412-4f2f5983b0a2/summary' },
      },
      connection: {
        id: 'ee2eb431-c0fa-4dc9-93fa-d29781c12bcd',
        integrationId: 'fd321cb6-7963-4506-b873-e99593a45e30',
        integrationKey: 'suuo',
        sourceId: '1a36a4d5-0a8c-4a3c-9b5a-3f0d0e1f5d5d',
        platformName: 'Plaid',
        status,
      },
    },
  });
}

export function quotaBody(eventType: 'client.rateLimit.reached' | 'client.rateLimit.reset', until?: number) {
  const expiryDate = until === undefined ? undefined : new Date(until).toISOString();
  const payload = { dailyQuota: 1000, quotaRemaining: 0, expiryDate };
  return JSON.stringify({ id: randomUUID(), eventType, generatedDate: new Date().toISOString(), payload });
}
