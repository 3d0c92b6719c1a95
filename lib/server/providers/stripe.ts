import 'server-only';

import { z } from 'zod';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import type { Secret } from '../secret';
import { addressOf } from './addresses';
import { callProvider, requireAddress } from './call-provider';
import { redactCode, redactMessage } from './redact';
import { failed, noProviderMessage, troubleOf, untestable, type Verdict } from './verdict';

// Reads Stripe's balance: it needs nothing but the key, changes nothing, and says whether the key is live. Live and
// test keys share one address, so only `livemode` distinguishes a live key in Stripe Test from a right one.

const version = '2024-06-20';
const balance = z.object({ object: z.literal('balance'), livemode: z.boolean() });
const refused = z.object({
  error: z.object({ type: z.string(), code: z.string().optional(), message: z.string().optional() }),
});

export async function testStripeKey(
  keys: { readonly environment: EnvironmentName; readonly secret: Secret },
  cancel: AbortSignal,
): Promise<Verdict> {
  const { environment, secret } = keys;
  const address = requireAddress(addressOf('stripe', environment));
  const answer = await callProvider(
    `${address}/v1/balance`,
    {
      method: 'GET',
      headers: {
        authorization: `Bearer ${secret.reveal()}`,
        accept: 'application/json',
        'stripe-version': version,
      },
    },
    cancel,
  );
  if (answer.kind === 'untestable') return answer;
  const { status, body } = answer;
  if (status === 200) {
    const { data } = balance.safeParse(body);
    if (!data) return untestable('not-understood');
    if (data.livemode === (environment === 'live')) return { kind: 'passed' };
    return failed('secret', data.livemode ? 'live-key' : 'test-key');
  }
  const { data } = refused.safeParse(body);
  const said = data
    ? { code: redactCode(data.error.code, [secret]), message: redactMessage(data.error.message, [secret]) }
    : noProviderMessage;
  const trouble = troubleOf(status, said);
  if (trouble) return trouble;
  if (!data) return untestable('not-understood');
  if (data.error.code === 'secret_key_required') return failed('secret', 'not-secret', said);
  if (data.error.code === 'api_key_expired') return failed('secret', 'revoked', said);
  if (status === 401) return failed('secret', 'refused', said);
  // A restricted key is known by then, and lacks one permission; it may well have all that Codat needs.
  if (status === 403) return untestable('no-permission', said);
  return untestable('not-understood', said);
}
