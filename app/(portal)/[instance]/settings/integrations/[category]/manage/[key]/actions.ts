'use server';

import type { DeletionResult, RestoreResult, SameKeyView, SaveResult } from '@/lib/integrations/views';
import type { ActionResult } from '@/lib/result';
import { refreshAfter, respond } from '@/lib/server/respond';
import { acceptDrift } from '@/lib/server/use-cases/settings/accept-drift';
import { compareKey } from '@/lib/server/use-cases/settings/compare-key';
import { deleteCredentials } from '@/lib/server/use-cases/settings/delete-credentials';
import { restoreSettings } from '@/lib/server/use-cases/settings/restore-settings';
import { saveSettings } from '@/lib/server/use-cases/settings/save-settings';

export async function saveAction(change: unknown): Promise<ActionResult<SaveResult>> {
  return respond(() => saveSettings.untrusted(change));
}

export async function keepAction(_previous: unknown, form: unknown): Promise<ActionResult<void>> {
  const result = await respond(() => acceptDrift.untrusted(fieldsOf(form)));
  refreshAfter(result);
  return result;
}

export async function restoreAction(change: unknown): Promise<ActionResult<RestoreResult>> {
  const result = await respond(() => restoreSettings.untrusted(change));
  refreshAfter(result);
  return result;
}

export async function deleteAction(change: unknown): Promise<ActionResult<DeletionResult>> {
  const result = await respond(() => deleteCredentials.untrusted(change));
  refreshAfter(result);
  return result;
}

export async function compareKeyAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<SameKeyView>> {
  return respond(() => compareKey.untrusted(fieldsOf(form)));
}

function fieldsOf(form: unknown): Record<string, unknown> {
  return form instanceof FormData ? Object.fromEntries(form) : {};
}
