'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { findIntegration } from '@/lib/integrations/registry';
import type { ActionResult } from '@/lib/result';
import { routes } from '@/lib/routes';
import { refreshAfter, respond } from '@/lib/server/respond';
import { refreshTiles } from '@/lib/server/use-cases/integrations/refresh-tiles';
import { retryEnablement } from '@/lib/server/use-cases/integrations/retry-enablement';
import { type EnablementReceipt, setEnablement } from '@/lib/server/use-cases/integrations/set-enablement';

export async function enablementAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<EnablementReceipt>> {
  const change = fieldsOf(form);
  const result = await respond(() => setEnablement.untrusted(change));
  const definition = findIntegration(String(change.key));
  if (result.outcome === 'failed' && result.code === 'needs-set-up' && definition) {
    redirect(routes.integration(String(change.instance), definition.category, definition.key));
  }
  refreshAfter(result);
  return result;
}

export async function refreshAction(form: unknown): Promise<void> {
  await respond(() => refreshTiles.untrusted(fieldsOf(form)));
  refresh();
}

export async function retryAction(form: unknown): Promise<void> {
  refreshAfter(await respond(() => retryEnablement.untrusted(fieldsOf(form))));
}

function fieldsOf(form: unknown): Record<string, unknown> {
  return form instanceof FormData ? Object.fromEntries(form) : {};
}
