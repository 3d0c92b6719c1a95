import { expect, vi } from 'vitest';
import { AppError } from '../errors';
import { readTiles } from '../use-cases/integrations/read-tiles';
import { setEnablement } from '../use-cases/integrations/set-enablement';
import type { Installation } from './installation';
import { instance } from './names';
import type { Browser } from './next-headers';

// This integration needs no credentials and is off in the emulator's seed.
export const sandbox = 'qhnd';
export const patch = { method: 'PATCH', path: `/integrations/${sandbox}` } as const;
export const held = { ...patch, delayMs: 600_000 } as const;

type ToggleOutcome = { readonly code: string; readonly facts: AppError['facts'] };

/** Returns the state that the user gets, or the code of the error. */
async function outcomeOf(promise: Promise<{ enabled: boolean }>): Promise<ToggleOutcome> {
  try {
    const { enabled } = await promise;
    return { code: enabled ? 'enabled' : 'disabled', facts: {} };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, facts: error.facts };
  }
}

export function enable(person: Browser, key: string = sandbox): Promise<ToggleOutcome> {
  return outcomeOf(person.does(() => setEnablement({ instance, key, enabled: 'true' })));
}

export function disable(
  person: Browser,
  key: string = sandbox,
  acknowledged?: number,
): Promise<ToggleOutcome> {
  return outcomeOf(person.does(() => setEnablement({ instance, key, enabled: 'false', acknowledged })));
}

export async function isEnabledAtCodat(
  portal: Installation,
  person: Browser,
  key = sandbox,
): Promise<boolean> {
  await portal.restart();
  const { tiles } = await person.does(() => readTiles.untrusted({ instance, category: 'banking' }));
  return tiles.find((tile) => tile.key === key)?.enabled ?? false;
}

export function untilReceived(
  portal: Installation,
  method: string,
  path: string = patch.path,
): Promise<void> {
  return vi.waitFor(
    async () =>
      expect(await portal.codat.requests()).toContainEqual(expect.objectContaining({ method, path })),
    { timeout: 5_000, interval: 10 },
  );
}

export function outcomes(rows: readonly { phase: string; outcome: string | null }[]): (string | null)[] {
  return rows.filter(({ phase }) => phase === 'outcome').map(({ outcome }) => outcome);
}
