import type { CredentialTest, EnvironmentName } from './define-integration';
import type { Draft } from './draft';

// A test of keys at their provider: what is asked, and the three kinds of answer. Whatever is no clear yes or no of the
// provider's is "untestable", and never looks like a failure.

export const providerNames = { plaid: 'Plaid', stripe: 'Stripe' } as const satisfies Record<
  CredentialTest['provider'],
  string
>;

export const failures = [
  'refused',
  'revoked',
  'live-key',
  'test-key',
  'wrong-environment',
  'not-secret',
  'malformed',
] as const;
export type Failure = (typeof failures)[number];

export const obstacles = [
  'not-allowed',
  'no-permission',
  'no-product',
  'rate-limited',
  'provider-down',
  'time-out',
  'unreachable',
  'retired',
  'redirected',
  'not-understood',
  'hidden',
  'cancelled',
] as const;
export type InconclusiveReason = (typeof obstacles)[number];

/** The provider's own message, cut to what may be shown; null if it says nothing. */
export type ProviderMessage = { readonly code: string | null; readonly message: string | null };

export type Failed = ProviderMessage & { readonly kind: 'failed'; readonly reason: Failure };
export type Inconclusive = ProviderMessage & {
  readonly kind: 'untestable';
  readonly reason: InconclusiveReason;
};

export type CredentialTestResult =
  | { readonly kind: 'passed' }
  | (Failed & { readonly field: string })
  | Inconclusive
  /** In this field nothing is typed and nothing stored. */
  | { readonly kind: 'missing'; readonly field: string };

export type CredentialTestProgress = { readonly host: string; readonly limitMs: number };

/** A value that is tested as it is stored, or as it was typed. */
export type TestedValue =
  | { readonly intent: 'keep' }
  | { readonly intent: 'replace'; readonly value: string };

export type TestQuestion = {
  readonly environment: EnvironmentName;
  readonly account?: TestedValue;
  readonly secret: TestedValue;
};

/** The data that a form needs to offer the test. */
export type CredentialTestView = {
  readonly test: CredentialTest;
  /** False until an Administrator allows it for this instance. */
  readonly allowed: boolean;
  /** True where a stand-in on this machine answers for the provider. */
  readonly isEmulated: boolean;
  readonly limitSeconds: number;
  readonly hosts: Readonly<Partial<Record<EnvironmentName, string>>>;
};

/** The environments that a test knows of, in the order of the definition. */
export function testedEnvironments({ secrets }: CredentialTest): EnvironmentName[] {
  return Object.keys(secrets) as EnvironmentName[];
}

type TestedDraft = {
  readonly test: CredentialTest;
  readonly environment: EnvironmentName;
  readonly draft: Draft;
  /** The values that the form was opened with. */
  readonly start: Draft['values'];
};

/** Picks the values of a draft to test. A value that was not touched stays on the server, where it is stored. */
export function questionOf({ test, environment, draft, start }: TestedDraft): TestQuestion | null {
  const wanted = draft.secrets[test.secrets[environment] ?? ''];
  if (!wanted || wanted.intent === 'clear') return null;
  const secret: TestedValue = wanted.intent === 'keep' ? wanted : { ...wanted, value: wanted.value.trim() };
  if (!test.account) return { environment, secret };
  const typed = String(draft.values[test.account] ?? '').trim();
  const account: TestedValue =
    typed === start[test.account] && typed !== '' ? { intent: 'keep' } : { intent: 'replace', value: typed };
  return { environment, account, secret };
}
