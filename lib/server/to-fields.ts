import 'server-only';

/** The fields of a form, for a schema to judge. Anything else that was posted has no fields. */
export function toFields(form: unknown): Record<string, FormDataEntryValue> {
  return form instanceof FormData ? Object.fromEntries(form) : {};
}
