import 'server-only';

/** Codat writes its dates in UTC with or without a Z, and with up to seven digits of a second. */
export function parseCodatDate(text: string | null | undefined): number | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?\d*(Z|[+-]\d\d:\d\d)?$/.exec(
    text?.trim() ?? '',
  );
  if (!parts) return null;
  const at = Date.parse(`${parts[1]}${parts[2] ?? ''}${parts[3] ?? 'Z'}`);
  return Number.isNaN(at) ? null : at;
}
