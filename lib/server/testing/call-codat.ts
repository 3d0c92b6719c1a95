import type { Installation } from './installation';
import { codatKey } from './names';

type Call = { readonly method: string; readonly path: string; readonly body?: unknown };

/** Calls Codat's API directly, bypassing Switchboard. */
export async function callCodat(portal: Installation, { method, path, body }: Call) {
  const response = await fetch(`${portal.codatUrl}${path}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
