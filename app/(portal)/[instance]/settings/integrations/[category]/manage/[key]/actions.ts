'use server';

import { refresh } from 'next/cache';
import type { DeletionResult, RestoreResult, SameKeyView, SaveResult } from '@/lib/integrations/views';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { compareKey } from '@/lib/server/use-cases/compare-key';
import { deleteCredentials } from '@/lib/server/use-cases/delete-credentials';
import { keepOutside } from '@/lib/server/use-cases/keep-outside';
import { restoreSettings } from '@/lib/server/use-cases/restore-settings';
import { saveSettings } from '@/lib/server/use-cases/save-settings';

export async function saveAction(change: unknown): Promise<ActionResult<SaveResult>> {
  return respond(() => saveSettings(change));
}

export async function keepAction(_previous: unknown, form: unknown): Promise<ActionResult<void>> {
  const result = await respond(() => keepOutside(fieldsOf(form)));
  refresh();
  return result;
}

export async function restoreAction(change: unknown): Promise<ActionResult<RestoreResult>> {
  const result = await respond(() => restoreSettings(change));
  refresh();
  return result;
}

export async function deleteAction(change: unknown): Promise<ActionResult<DeletionResult>> {
  const result = await respond(() => deleteCredentials(change));
  refresh();
  return result;
}

export async function compareKeyAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<SameKeyView>> {
  return respond(() => compareKey(fieldsOf(form)));
}

function fieldsOf(form: unknown): Record<string, unknown> {
  return form instanceof FormData ? Object.fromEntries(form) : {};
}
