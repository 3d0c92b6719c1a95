import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import type { Draft } from '@/lib/integrations/draft';
import { draftSchema } from '@/lib/integrations/schema';
import { Secret } from '../secret';

// A draft on the server: each typed secret is a `Secret` from the parsing of the request on.

const typedSecret = z
  .string()
  .trim()
  .transform((typed) => new Secret(typed));

const replacing = z.looseObject({ value: typedSecret });

/** Wraps what is typed, whatever the integration; the rest of a draft is judged by `parseDraft`. */
export const submittedDraft = z.union([
  z.looseObject({ secrets: z.record(z.string(), z.union([replacing, z.unknown()])) }),
  z.unknown(),
]);

type Parsed =
  | { readonly success: true; readonly draft: Draft<Secret> }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[] };

/** Applies the schema of the browser to a submitted draft. */
export function parseDraft(
  integration: Integration,
  stored: ReadonlySet<string>,
  submitted: unknown,
): Parsed {
  const parsed = draftSchema(integration, stored, z.instanceof(Secret)).safeParse(submitted);
  if (!parsed.success) return { success: false, issues: parsed.error.issues };
  return { success: true, draft: parsed.data as Draft<Secret> };
}
