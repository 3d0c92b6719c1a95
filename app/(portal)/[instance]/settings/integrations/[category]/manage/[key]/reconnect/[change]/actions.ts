'use server';

import { refresh } from 'next/cache';
import type { ReconnectLink } from '@/lib/reconnect/views';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { findReconnectLink } from '@/lib/server/use-cases/reconnect/find-reconnect-link';
import { refreshReconnectList } from '@/lib/server/use-cases/reconnect/refresh-reconnect-list';

/** Nothing is refreshed: the page stays as it is, and the link goes to the one row that asked. */
export async function linkAction(question: unknown): Promise<ActionResult<ReconnectLink>> {
  return respond(() => findReconnectLink.untrusted(question));
}

/** Returns nothing: the outcome is on the page that is drawn again. */
export async function compareAction(form: unknown): Promise<void> {
  const fields = form instanceof FormData ? Object.fromEntries(form) : {};
  await respond(() => refreshReconnectList.untrusted({ ...fields, fresh: true }));
  refresh();
}
