import 'server-only';

import { z } from 'zod';
import type { InstanceDraft } from '@/lib/instances/instance-draft';
import type {
  ClientReading,
  ConfirmedClients,
  ConnectionReview,
  EditInstanceResult,
  OpenOperationView,
} from '@/lib/instances/views';
import { findIntegration } from '@/lib/integrations/registry';
import { actorOf } from '../activity/actor';
import type { ActivityDetails } from '../activity/record';
import { requireFreshSignIn } from '../auth/fresh-sign-in';
import type { Viewer } from '../auth/sessions/sessions';
import { noteQuotaReset } from '../codat/quota';
import type { InstanceRow, OpenOperation } from '../db/schema';
import { AppError } from '../errors';
import type { Secret } from '../secret';
import { seal } from '../vault/vault';
import { changeInstance, type InstanceChange, OperationsOpen, orTaken } from './change-instance';
import type { CheckedDraft } from './check-instance-draft';
import { apiKeyPlace } from './codat-client-for';
import { writtenInstance } from './find-instance';
import { readStoredClient, readTypedClient } from './read-client';

// An edit compares what was typed with the row, and asks for a review where Codat may show other data afterwards.

const client = z.string().max(200).nullable();

export const editInput = {
  ...writtenInstance,
  version: z.number().int(),
  confirmed: z.object({ before: client, after: client }).optional(),
};

type Edit = {
  readonly instance: InstanceRow;
  readonly version: number;
  readonly draft: CheckedDraft;
  readonly viewer: Viewer;
  readonly confirmed?: ConfirmedClients | undefined;
};

/** The row as a form holds it. */
export function toDraft(row: InstanceRow): InstanceDraft {
  const { name, slug, colour, shape, kind, api_url: apiUrl } = row;
  return { name, slug, colour, shape, kind, credentialTests: row.credential_tests === 1, apiUrl, apiKey: '' };
}

export async function saveEdit({
  instance,
  version,
  draft,
  viewer,
  confirmed,
}: Edit): Promise<EditInstanceResult> {
  if (instance.version !== version) throw new AppError('instance-changed');
  const changed = changedFields(toDraft(instance), draft);
  const { apiKey } = draft;
  if (changed.length === 0 && !apiKey) return { kind: 'unchanged' };
  if (isGuarded(instance, draft)) await requireFreshSignIn(viewer);
  const actor = actorOf(viewer);

  const review = apiKey
    ? { before: await readStoredClient(instance), after: await readTypedClient(draft.apiUrl, apiKey) }
    : null;
  if (review && !isConfirmed(review, confirmed)) return { kind: 'needs-review', review };

  const { name, slug, colour, shape, kind, apiUrl, credentialTests, isLocal } = draft;
  const details = toDetails(toDraft(instance), draft, changed);
  const set: InstanceChange['set'] = {
    name,
    slug,
    colour,
    shape,
    kind,
    api_url: apiUrl,
    is_local: isLocal ? 1 : 0,
    credential_tests: credentialTests ? 1 : 0,
    ...(apiKey && review && (await toKeyColumns(instance, apiKey, review.after))),
  };
  try {
    const fieldErrors = await orTaken(draft, instance.id, () =>
      changeInstance({
        instance,
        version,
        set,
        changesConnection: review !== null,
        changesClient: review !== null && isOtherClient(review),
        events: [
          ...(changed.length > 0 ? [{ actor, action: 'instance.edited', details } as const] : []),
          ...(review
            ? [{ actor, action: 'instance.key-replaced', details: toClients(review) } as const]
            : []),
        ],
      }),
    );
    if (fieldErrors.length > 0) return { kind: 'invalid', fieldErrors };
    // The quota that was seen is another client's, or another key's.
    if (review) noteQuotaReset(instance.id);
    return { kind: 'saved', slug };
  } catch (error) {
    if (!(error instanceof OperationsOpen)) throw error;
    return { kind: 'open-operations', operations: error.operations.map(toOperationView) };
  }
}

/** True of what an open page alone must not change: the key with its address, and what protects an instance. */
function isGuarded(instance: InstanceRow, { apiKey, apiUrl, kind, credentialTests }: CheckedDraft): boolean {
  const losesLive = instance.kind === 'live' && kind !== 'live';
  const losesTests = instance.credential_tests === 1 && !credentialTests;
  return apiKey !== null || apiUrl !== instance.api_url || losesLive || losesTests;
}

export function toOperationView({ kind, integration_key }: OpenOperation): OpenOperationView {
  const integration = findIntegration(integration_key)?.name ?? integration_key;
  switch (kind) {
    case 'enabled':
    case 'disabled':
      return { kind: 'enablement', integration };
    case 'settings':
    case 'deletion':
      return { kind, integration };
    default:
      return { kind: 'company', integration: null };
  }
}

const plainFields = ['name', 'slug', 'colour', 'shape', 'kind', 'credentialTests', 'apiUrl'] as const;
type PlainField = (typeof plainFields)[number];
type PlainDraft = Pick<InstanceDraft, PlainField>;

function changedFields(before: PlainDraft, after: PlainDraft): PlainField[] {
  return plainFields.filter((field) => before[field] !== after[field]);
}

function toDetails(before: PlainDraft, after: PlainDraft, changed: readonly PlainField[]): ActivityDetails {
  return Object.fromEntries([
    ['fields', changed.join(', ')],
    ...changed.flatMap((field) => [
      [`${field}.before`, before[field]],
      [`${field}.after`, after[field]],
    ]),
  ]);
}

function toClients({ before, after }: ConnectionReview): ActivityDetails {
  return { clientBefore: before.client, clientAfter: after.client };
}

async function toKeyColumns(instance: InstanceRow, apiKey: Secret, after: ClientReading) {
  return {
    api_key_sealed: await seal(apiKeyPlace(instance.id), apiKey),
    client_name: after.client,
    key_refused_at: after.failure?.reason === 'key-refused' ? Date.now() : null,
  };
}

/** True if Codat still says what was confirmed. */
function isConfirmed({ before, after }: ConnectionReview, confirmed: ConfirmedClients | undefined): boolean {
  return confirmed !== undefined && confirmed.before === before.client && confirmed.after === after.client;
}

/** An unknown name doesn't count: a revoked key would otherwise keep its own replacement out. */
function isOtherClient({ before, after }: ConnectionReview): boolean {
  return before.client !== null && after.client !== null && before.client !== after.client;
}
