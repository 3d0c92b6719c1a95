'use server';

import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { requestPasswordLink } from '@/lib/server/use-cases/users/password-link';

export async function passwordMailAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  return respond(() => requestPasswordLink.untrusted(toFields(form)));
}
