import type { FieldErrors, ResolverResult } from 'react-hook-form';
import type { Draft } from '@/lib/integrations/draft';
import { draftSchema } from '@/lib/integrations/schema';
import type { SettingsFormView } from '@/lib/integrations/views';

/** Loaded, with zod, at the first submission of a form, so that a page that is only read does not wait for it. */
export function resolveDraft(form: SettingsFormView, draft: Draft): ResolverResult<Draft> {
  const stored = new Set(Object.keys(form.secrets).filter((name) => form.secrets[name]?.isSet));
  const parsed = draftSchema(form, stored).safeParse(draft);
  if (parsed.success) return { values: parsed.data as Draft, errors: {} };
  const errors: Record<string, Record<string, { type: string; message: string }>> = {};
  for (const { path, message } of parsed.error.issues) {
    const [group, name] = path.map(String);
    if (!group || !name) continue;
    errors[group] = { ...errors[group], [name]: { type: message, message } };
  }
  return { values: {}, errors: errors as FieldErrors<Draft> };
}
