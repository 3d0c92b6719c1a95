import 'server-only';

import { setTimeout as delay } from 'node:timers/promises';
import type { Transporter } from 'nodemailer';
import { env } from '../env';
import { redactKeys } from '../log';
import type { Mail } from './outbox';

const longestReasonChars = 300;
/** In all: a server that sends a byte now and then would never be idle. */
const longestDeliveryMs = 60_000;

/** Whether another attempt could succeed; `reason` is what the mail server answered, or why it could not be reached. */
export class DeliveryError extends Error {
  constructor(
    readonly reason: string,
    readonly isFinal: boolean,
  ) {
    super(reason);
    this.name = 'DeliveryError';
  }
}

export async function sendMail(
  id: string,
  { recipient, subject, text }: Mail,
  limitMs = longestDeliveryMs,
): Promise<void> {
  const { mail } = env();
  if (!mail) throw new DeliveryError('SMTP_URL is not set', false);
  const host = mail.from.split('@').at(-1) ?? 'localhost';
  const transport = await connect(mail);
  try {
    const sending = transport.sendMail({
      from: mail.from,
      to: { name: '', address: recipient },
      subject,
      text,
      messageId: `<${id}@${host}>`,
      date: new Date(),
      // A robot that answers absences must not answer these.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await Promise.race([sending, failAfter(limitMs)]);
  } catch (error) {
    throw toDeliveryError(error);
  } finally {
    transport.close();
  }
}

async function failAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new DeliveryError('ETIMEDOUT', false);
}

async function connect({
  url,
  requiresTls,
}: NonNullable<ReturnType<typeof env>['mail']>): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const secure = url.protocol === 'smtps:';
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTLS: requiresTls,
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
}

type SmtpFailure = { readonly responseCode?: unknown; readonly response?: unknown; readonly code?: unknown };

function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { responseCode, response, code } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as SmtpFailure;
  const words = typeof response === 'string' ? response : typeof code === 'string' ? code : 'unknown';
  const reason = redactKeys(words.replace(/\s+/g, ' ').slice(0, longestReasonChars));
  // 5xx speaks of this message; a refused sign-in (535) and the like are for the operator to mend.
  const isFinal = typeof responseCode === 'number' && responseCode >= 550 && responseCode <= 554;
  return new DeliveryError(reason, isFinal);
}
