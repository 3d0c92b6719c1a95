import type { FieldErrors, ResolverResult } from 'react-hook-form';
import { type DraftRules, type InstanceDraft, instanceDraft } from '@/lib/instances/instance-draft';

/** Loaded, with zod, at the first submission of a form. */
export function resolveInstance(draft: InstanceDraft, rules: DraftRules): ResolverResult<InstanceDraft> {
  const parsed = instanceDraft(rules).safeParse(draft);
  if (parsed.success) return { values: parsed.data, errors: {} };
  const found = parsed.error.issues.map(({ path, message }) => [path.join('.'), { type: message, message }]);
  return { values: {}, errors: Object.fromEntries(found) as FieldErrors<InstanceDraft> };
}
