import 'server-only';

import type { CodatClient } from '../codat/client';
import type { InstanceRow } from '../db/schema';
import { journalPosition } from './operations';
import { switchEnablement } from './switch-enablement';

/** After the first save: true where Codat says enabled by then, by itself or because it was asked once. */
export async function enableAfterSaving(
  instance: InstanceRow,
  codat: CodatClient,
  integration: { readonly key: string; readonly name: string; readonly enabledBySaving?: boolean },
  actor: string,
): Promise<boolean> {
  try {
    const readAfter = await journalPosition(instance.id);
    const before = await codat.getIntegration(integration.key);
    if (before.enabled || !integration.enabledBySaving) return before.enabled;
    await switchEnablement({ instance, codat, before, readAfter, name: integration.name, actor });
    return true;
  } catch {
    // The settings are saved; that Codat would not enable it is told, and is no failure of the save.
    return false;
  }
}
