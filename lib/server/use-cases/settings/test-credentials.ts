import 'server-only';

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CredentialTestProgress, CredentialTestResult } from '@/lib/integrations/credential-test';
import { environmentNames } from '@/lib/integrations/define-integration';
import { actorOf } from '../../activity/actor';
import { type ActivityEvent, recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { recordAttempt } from '../../auth/throttle';
import { env } from '../../env';
import { AppError } from '../../errors';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { hostOf } from '../../providers/addresses';
import { testKeys } from '../../providers/test-keys';
import { untestable, type Verdict } from '../../providers/verdict';
import { Secret } from '../../secret';
import { requireSettings } from '../../settings/settings-state';
import { readStoredKeys } from '../../settings/stored-keys';

const typedKey = z
  .string()
  .max(4_000)
  .transform((typed) => new Secret(typed.trim()));

const entry = z.discriminatedUnion('intent', [
  z.strictObject({ intent: z.literal('keep') }),
  z.strictObject({ intent: z.literal('replace'), value: typedKey }),
]);

const inputSchema = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  environment: z.enum(environmentNames),
  account: entry.optional(),
  secret: entry,
});

type Entry = z.output<typeof entry>;

/** Asks the provider whether these keys work, before and apart from any save. Nothing of them is stored. */
export const testCredentials = forViewer(
  'integrations:manage',
  inputSchema,
  async (viewer, input, run): Promise<CredentialTestResult> => {
    const definition = requireSettings(input.key);
    const { test } = definition;
    const secretField = test?.secrets[input.environment];
    if (!test || !secretField) throw new AppError('not-found');
    const instance = await requireWrittenInstance(input);
    const { environment } = input;
    const asked = { provider: test.provider, environment, field: secretField, ...typedOrStored(input) };
    const event = {
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'credentials.test',
      operationId: randomUUID(),
      integrationKey: definition.key,
    } satisfies Partial<ActivityEvent>;
    if (instance.credential_tests !== 1) {
      const details = { ...asked, reason: 'not-allowed' };
      await recordActivity({ ...event, phase: 'event', outcome: 'untestable', details });
      return untestable('not-allowed');
    }
    await recordAttempt([{ kind: 'credential-test', name: viewer.email }]);

    const limitMs = env().providerTimeoutMs;
    run.tell({ host: hostOf(test.provider, environment), limitMs } satisfies CredentialTestProgress);
    const accountEntry: Entry | null = test.account ? (input.account ?? { intent: 'keep' }) : null;
    const stored =
      input.secret.intent === 'keep' || accountEntry?.intent === 'keep'
        ? await readStoredKeys(instance, definition, { account: test.account, secret: secretField })
        : null;
    if (input.secret.intent === 'keep' && stored?.secretIsHidden) return untestable('hidden');
    const secret = valueFor(input.secret, stored?.secret);
    const account = accountEntry && valueFor(accountEntry, stored?.account);
    if (test.account && !account) return { kind: 'missing', field: test.account };
    if (!secret) return { kind: 'missing', field: secretField };

    // The intent is recorded before the call, so that a test that a crash interrupts is on record anyway.
    await recordActivity({ ...event, phase: 'intent', details: asked });
    const verdict = await testKeys({ provider: test.provider, environment, account, secret }, run.signal);
    await recordActivity({
      ...event,
      phase: 'outcome',
      outcome: outcomeOf(verdict),
      details: { ...asked, ...(verdict.kind !== 'passed' && { reason: verdict.reason, code: verdict.code }) },
    });
    if (verdict.kind !== 'failed') return verdict;
    const { about, ...rest } = verdict;
    const fields = { account: test.account ?? secretField, secret: secretField, environment: 'environment' };
    return { ...rest, field: fields[about] };
  },
);

/** Returns which of the values a person typed, and never the values themselves. */
function typedOrStored({
  account,
  secret,
}: {
  readonly account?: Entry | undefined;
  readonly secret: Entry;
}) {
  const inWord = ({ intent }: Entry) => (intent === 'replace' ? 'typed' : 'stored');
  return { secret: inWord(secret), ...(account && { account: inWord(account) }) };
}

function valueFor(wanted: Entry, stored: Secret | null | undefined): Secret | null {
  if (wanted.intent === 'keep') return stored ?? null;
  return wanted.value.isEmpty ? null : wanted.value;
}

function outcomeOf(verdict: Verdict): string {
  return verdict.kind === 'untestable' && verdict.reason === 'cancelled' ? 'cancelled' : verdict.kind;
}
