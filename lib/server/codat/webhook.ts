import 'server-only';

import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import {
  type ConnectionEventType,
  type WebhookEventType,
  type WebhookSecretTrouble,
  webhookEvents,
} from '@/lib/instances/webhooks';
import type { Secret } from '../secret';

// Reads what Codat posts through Svix. The signature is checked over the body as it came, before any of it is used. The
// content is never shown; it only says where to look.

export type ConnectionChange = {
  readonly type: ConnectionEventType;
  readonly companyId: string | null;
  readonly connectionId: string | null;
  readonly integrationKey: string | null;
  readonly status: string | null;
};

export type WebhookEvent =
  | { readonly kind: 'connection'; readonly change: ConnectionChange }
  | { readonly kind: 'quota-reached'; readonly saidAt: number | null; readonly until: number | null }
  | { readonly kind: 'quota-reset' };

export type ReadWebhook =
  | { readonly kind: 'unsigned' }
  /** Signed, so it was sent by Codat, and yet no JSON or no text at all. */
  | { readonly kind: 'unreadable' }
  /** Signed, and nothing that concerns us. */
  | { readonly kind: 'foreign' }
  | {
      readonly kind: 'event';
      readonly id: string;
      readonly type: WebhookEventType;
      readonly event: WebhookEvent;
    };

/** The library's own tolerance. */
const toleranceSeconds = 300;

/** Svix makes them of 24 bytes and lets no one choose one of more than 75. */
export function troubleOfWebhookSecret(typed: Secret): WebhookSecretTrouble | null {
  const value = typed.reveal();
  if (value === '') return 'empty';
  if (!value.startsWith('whsec_')) return 'prefix';
  const key = value.slice('whsec_'.length);
  return /^[A-Za-z0-9+/]{30,100}={0,2}$/.test(key) && key.length % 4 === 0 ? null : 'shape';
}

export function readWebhook(secret: Secret, headers: Headers, body: Buffer): ReadWebhook {
  const signed = signedHeaders(headers);
  if (!signed) return { kind: 'unsigned' };
  if (!isUtf8(body)) return { kind: isSigned(secret, signed, body) ? 'unreadable' : 'unsigned' };
  let raw: unknown;
  try {
    // The library would take an empty body for no error.
    new Webhook(secret.reveal()).verify(body, signed, { jsonParse: false });
    raw = JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof WebhookVerificationError) return { kind: 'unsigned' };
    if (error instanceof SyntaxError) return { kind: 'unreadable' };
    throw error;
  }
  const envelope = codatEnvelope.safeParse(raw).data;
  const type = webhookEvents.find((name) => name === envelope?.eventType);
  if (!envelope || !type) return { kind: 'foreign' };
  return { kind: 'event', id: signed['webhook-id'], type, event: toEvent(type, envelope) };
}

/** The library decodes a body before it checks it, and would find another signature for bytes that are no text. */
function isSigned(secret: Secret, signed: SignedHeaders, body: Buffer): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = signed;
  if (Math.abs(Math.floor(Date.now() / 1000) - Number(timestamp)) > toleranceSeconds) return false;
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signatures.split(' ').some((versioned) => {
    const [version, signature = ''] = versioned.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

type SignedHeaders = NonNullable<ReturnType<typeof signedHeaders>>;

/**
 * One set, under one name each: were an id of each name handed on, the library could check one of them and we remember
 * the other. A dot would let the end of an id pass for a time.
 */
function signedHeaders(headers: Headers) {
  const prefix = headers.has('svix-id') ? 'svix' : 'webhook';
  const id = headers.get(`${prefix}-id`) ?? '';
  const timestamp = headers.get(`${prefix}-timestamp`) ?? '';
  const signature = headers.get(`${prefix}-signature`) ?? '';
  if (!/^[\w-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || signature === '') return null;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

export const codatEnvelope = z.object({
  eventType: z.string(),
  generatedDate: z.string().nullish().catch(null),
  payload: z.unknown().optional(),
});

/** A part that can't be read is treated as unknown; the event itself still counts. */
const text = z.string().min(1).max(100).nullable().catch(null);
const nothing = { id: null, integrationKey: null, status: null };
export const connectionPayload = z
  .object({
    referenceCompany: z.object({ id: text }).catch({ id: null }),
    connection: z.object({ id: text, integrationKey: text, status: text }).catch(nothing),
  })
  .catch({ referenceCompany: { id: null }, connection: nothing });
export const quotaPayload = z.object({ expiryDate: z.string().nullish() }).catch({});

function toEvent(type: WebhookEventType, envelope: z.infer<typeof codatEnvelope>): WebhookEvent {
  if (type === 'client.rateLimit.reset') return { kind: 'quota-reset' };
  if (type === 'client.rateLimit.reached') {
    const until = toTime(quotaPayload.parse(envelope.payload).expiryDate);
    return { kind: 'quota-reached', saidAt: toTime(envelope.generatedDate), until };
  }
  const { referenceCompany, connection } = connectionPayload.parse(envelope.payload);
  return {
    kind: 'connection',
    change: {
      type,
      companyId: referenceCompany.id,
      connectionId: connection.id,
      integrationKey: connection.integrationKey,
      status: connection.status,
    },
  };
}

/** Codat's dates are UTC, also where they don't say so. */
function toTime(date: string | null | undefined): number | null {
  if (!date || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$/.test(date)) return null;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(date) ? date : `${date}Z`);
  return Number.isNaN(time) ? null : time;
}
