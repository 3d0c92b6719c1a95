import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Guard } from '../auth/guard';

export type UseCase = ((input?: unknown) => Promise<unknown>) & { readonly guard?: Guard };

const folder = path.resolve(import.meta.dirname, '../use-cases');

/** Returns every function exported by a file below use-cases/, by name, whether it has a guard or not. */
export async function exportedUseCases(): Promise<Map<string, UseCase>> {
  const found = new Map<string, UseCase>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.test.')) continue;
    const exported: Record<string, unknown> = await import(/* @vite-ignore */ path.join(folder, file));
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value === 'function') found.set(name, value as UseCase);
    }
  }
  return found;
}
