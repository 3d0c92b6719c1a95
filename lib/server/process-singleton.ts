import 'server-only';

// Next bundles proxy, pages and routes apart, so that a module's variable may exist several times in one process.
// What must be one (a connection, what we remember of Codat), and what only a restart may change, is kept here.

const slots = globalThis as typeof globalThis & { switchboard?: Map<string, unknown> };

export function processSingleton<Value>(
  name: string,
  make: () => Value,
): { get(): Value; drop(): Value | null } {
  slots.switchboard ??= new Map();
  const all = slots.switchboard;
  return {
    get() {
      if (!all.has(name)) all.set(name, make());
      return all.get(name) as Value;
    },
    drop() {
      const value = (all.get(name) ?? null) as Value | null;
      all.delete(name);
      return value;
    },
  };
}

/** Forgets everything, like a restart. The tests use it to restart the process. */
export function resetProcessState(): void {
  slots.switchboard?.clear();
}
