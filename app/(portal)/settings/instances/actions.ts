'use server';

import { refresh } from 'next/cache';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { allowCredentialTests } from '@/lib/server/use-cases/instances/allow-credential-tests';

export async function credentialTestsAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<{ readonly allowed: boolean }>> {
  const fields = form instanceof FormData ? Object.fromEntries(form) : {};
  const result = await respond(() => allowCredentialTests.untrusted(fields));
  refresh();
  return result;
}
