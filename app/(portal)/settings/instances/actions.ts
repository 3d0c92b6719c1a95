'use server';

import { removalLines } from '@/components/instances/removal-messages';
import type { RemovalSheet } from '@/components/instances/remove-instance';
import type {
  AddInstanceResult,
  EditInstanceResult,
  RemoveInstanceResult,
  TestConnectionResult,
} from '@/lib/instances/views';
import type { ActionResult } from '@/lib/result';
import { refreshAfter, respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { addInstance } from '@/lib/server/use-cases/instances/add-instance';
import { allowCredentialTests } from '@/lib/server/use-cases/instances/allow-credential-tests';
import { editInstance } from '@/lib/server/use-cases/instances/edit-instance';
import { removeInstance } from '@/lib/server/use-cases/instances/remove-instance';
import { replaceApiKey } from '@/lib/server/use-cases/instances/replace-api-key';
import { reviewRemoval } from '@/lib/server/use-cases/instances/review-removal';
import { testConnection } from '@/lib/server/use-cases/instances/test-connection';

export async function addInstanceAction(input: unknown): Promise<ActionResult<AddInstanceResult>> {
  return respond(() => addInstance.untrusted(input));
}

export async function editInstanceAction(input: unknown): Promise<ActionResult<EditInstanceResult>> {
  return respond(() => editInstance.untrusted(input));
}

export async function replaceApiKeyAction(input: unknown): Promise<ActionResult<EditInstanceResult>> {
  return respond(() => replaceApiKey.untrusted(input));
}

export async function testConnectionAction(input: unknown): Promise<ActionResult<TestConnectionResult>> {
  return respond(() => testConnection.untrusted(input));
}

export async function reviewRemovalAction(place: unknown): Promise<ActionResult<RemovalSheet>> {
  const result = await respond(() => reviewRemoval.untrusted(place));
  if (result.outcome !== 'ok') return result;
  return { outcome: 'ok', value: { review: result.value, ...(await removalLines(result.value)) } };
}

/** Does not refresh: the page shows an instance that is gone, and the browser leaves it. */
export async function removeInstanceAction(input: unknown): Promise<ActionResult<RemoveInstanceResult>> {
  return respond(() => removeInstance.untrusted(input));
}

export async function credentialTestsAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<{ readonly allowed: boolean }>> {
  const result = await respond(() => allowCredentialTests.untrusted(toFields(form)));
  refreshAfter(result);
  return result;
}
