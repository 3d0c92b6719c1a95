import type { EmulatorState } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';
import type { Fault } from './fault';

type ArmedFault = {
  fault: Fault;
  timesLeft: number;
  pathPattern: RegExp;
  /** For a stale fault: the state, and its revision, at the moment the fault was set. */
  past: { state: EmulatorState; revision: number } | null;
};

export type TakenFault = { fault: Fault; past: EmulatorState | null };

/** Faults in the order in which they were set; a request takes the first that matches it. */
export class FaultQueue {
  #armed: ArmedFault[] = [];
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  add(faults: readonly Fault[]): void {
    const past = faults.some((fault) => fault.stale)
      ? { state: this.#store.snapshot(), revision: this.#store.revision }
      : null;
    for (const fault of faults) {
      this.#armed.push({
        fault,
        timesLeft: fault.times ?? 1,
        pathPattern: toPathPattern(fault.path),
        past: fault.stale ? past : null,
      });
    }
  }

  take(method: string, path: string): TakenFault | null {
    const taken = this.#armed.find((armed) => this.#matches(armed, method, path));
    if (!taken) return null;
    taken.timesLeft -= 1;
    if (taken.timesLeft === 0) this.#armed = this.#armed.filter((armed) => armed !== taken);
    return { fault: taken.fault, past: taken.past?.state ?? null };
  }

  waiting(): Fault[] {
    return this.#armed.map(({ fault, timesLeft }) => ({ ...fault, times: timesLeft }));
  }

  clear(): void {
    this.#armed = [];
  }

  #matches({ fault, pathPattern, past }: ArmedFault, method: string, path: string): boolean {
    if (!pathPattern.test(path)) return false;
    if (fault.method !== undefined && fault.method !== method) return false;
    if (!past) return true;
    // A stale answer is a read; and until something has changed there is nothing for it to be behind of, so that the
    // reads before a change do not use the fault up.
    return method === 'GET' && this.#store.revision > past.revision;
  }
}

function toPathPattern(path: string): RegExp {
  const literal = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
