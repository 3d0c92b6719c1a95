import 'server-only';

import { z } from 'zod';
import type { ProviderMessage } from '@/lib/integrations/credential-test';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import type { Secret } from '../secret';
import { addressOf } from './addresses';
import { callProvider, requireAddress } from './call-provider';
import { redactCode, redactMessage } from './redact';
import { failed, noProviderMessage, troubleOf, untestable, type Verdict } from './verdict';

// Plaid's cheapest call that needs nothing but keys: one institution. It answers 400 to nearly everything that is
// wrong, so that its own code decides.

const version = '2020-09-14';
const accepted = z.object({ institutions: z.array(z.unknown()) });
const refused = z.object({ error_code: z.string(), error_message: z.string().optional() });

type PlaidKeys = {
  readonly environment: EnvironmentName;
  readonly clientId: Secret;
  readonly secret: Secret;
};

export async function testPlaidKeys(keys: PlaidKeys, cancel: AbortSignal): Promise<Verdict> {
  const { environment, clientId, secret } = keys;
  const address = requireAddress(addressOf('plaid', environment));
  const answer = await callProvider(
    `${address}/institutions/get`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'plaid-version': version },
      body: JSON.stringify({
        client_id: clientId.reveal(),
        secret: secret.reveal(),
        count: 1,
        offset: 0,
        country_codes: ['US'],
      }),
    },
    cancel,
  );
  if (answer.kind === 'untestable') {
    // Plaid retired it in June 2024: an unreachable host is no network failure.
    const isGone = environment === 'development' && answer.reason === 'unreachable';
    return isGone ? untestable('retired') : answer;
  }
  const { status, body } = answer;
  if (status === 200) {
    return accepted.safeParse(body).success ? { kind: 'passed' } : untestable('not-understood');
  }
  const { data } = refused.safeParse(body);
  const sent = [clientId, secret];
  const said = data
    ? { code: redactCode(data.error_code, sent), message: redactMessage(data.error_message, sent) }
    : noProviderMessage;
  const trouble = troubleOf(status, said);
  if (trouble) return trouble;
  return data && status >= 400
    ? verdictOn(data.error_code, data.error_message ?? '', said)
    : untestable('not-understood', said);
}

function verdictOn(code: string, message: string, said: ProviderMessage): Verdict {
  switch (code) {
    case 'INVALID_API_KEYS':
      // Plaid does not say which of the two; the secret is the one that differs between environments.
      return failed('secret', 'refused', said);
    case 'UNAUTHORIZED_ENVIRONMENT':
      return failed('environment', 'wrong-environment', said);
    case 'INVALID_PRODUCT':
      return untestable('no-product', said);
    case 'INVALID_FIELD':
      // A user entered only these two; an error about any other field means that Switchboard asked wrongly.
      if (/^client_id\b/.test(message)) return failed('account', 'malformed', said);
      return /^secret\b/.test(message)
        ? failed('secret', 'malformed', said)
        : untestable('not-understood', said);
    default:
      return untestable('not-understood', said);
  }
}
