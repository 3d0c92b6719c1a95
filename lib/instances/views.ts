import type { InstanceKind, InstanceMark } from './instance';
import type { InstanceDraft, InstanceFieldError } from './instance-draft';

// The answers of the use-cases of instances.

export const clientFailures = [
  'key-refused',
  'refused',
  'rate-limited',
  'unreachable',
  'time-out',
  'redirected',
  'answer',
  'unavailable',
  'paused',
  'damaged',
] as const;
export type ClientFailure = (typeof clientFailures)[number];

/** The answer of Codat's profile to a key: the client's name, or why there is none. */
export type ClientReading = {
  /** With a failure this is the name that was read last. */
  readonly client: string | null;
  readonly failure: { readonly reason: ClientFailure; readonly status: number | null } | null;
};

/** Whose data the instance shows before a change of its key or address, and after it. */
export type ConnectionReview = { readonly before: ClientReading; readonly after: ClientReading };

/** The names that a person saw in the review. */
export type ConfirmedClients = { readonly before: string | null; readonly after: string | null };

export type OpenOperationView = {
  readonly kind: 'settings' | 'enablement' | 'deletion' | 'company';
  /** The integration's name; null for a write to a company. */
  readonly integration: string | null;
};

type Invalid = { readonly kind: 'invalid'; readonly fieldErrors: readonly InstanceFieldError[] };
type HasOpenOperations = {
  readonly kind: 'open-operations';
  readonly operations: readonly OpenOperationView[];
};

export type AddInstanceResult =
  | { readonly kind: 'saved'; readonly slug: string; readonly reading: ClientReading }
  | Invalid;

export type EditInstanceResult =
  | { readonly kind: 'saved'; readonly slug: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs-review'; readonly review: ConnectionReview }
  | HasOpenOperations
  | Invalid;

export type TestConnectionResult = { readonly kind: 'read'; readonly reading: ClientReading } | Invalid;

/** An instance as its Administrator sees it; of the key only whether Codat accepts it. */
export type InstanceDetails = Omit<InstanceDraft, 'apiKey'> & {
  readonly id: string;
  readonly version: number;
  readonly isLocal: boolean;
  readonly client: string | null;
  readonly key: 'accepted' | 'refused' | 'untested';
};

export type StoredCounts = {
  /** Integrations whose settings are stored. */
  readonly settings: number;
  readonly secrets: number;
  readonly reconnectLists: number;
  readonly hasWebhookSecret: boolean;
};

export type InstanceRemovalReview = {
  readonly instance: InstanceMark & { readonly name: string; readonly kind: InstanceKind };
  readonly version: number;
  readonly stored: StoredCounts;
  /** The entries of the instance's activity, which stays. */
  readonly activity: number;
  /** The removal has to wait for these. */
  readonly operations: readonly OpenOperationView[];
};

export type RemoveInstanceResult =
  | { readonly kind: 'removed'; readonly name: string }
  | { readonly kind: 'phrase-mismatch' }
  | HasOpenOperations;
