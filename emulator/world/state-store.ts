import type { EmulatorState } from './emulator-state';
import { createStateFileWriter, readStateFile, type StateFileWriter } from './state-file';

type StateStoreOptions = { stateFile?: string; initialState: () => EmulatorState };

/** The one place where the emulator's state changes. Handlers read `state` and write through `change`. */
export class StateStore {
  #state: EmulatorState;
  #revision = 0;
  readonly #file: StateFileWriter | null;

  constructor({ stateFile, initialState }: StateStoreOptions) {
    this.#file = stateFile ? createStateFileWriter(stateFile) : null;
    const stored = stateFile ? readStateFile(stateFile) : null;
    this.#state = stored ?? initialState();
    if (!stored) this.#file?.saveSoon(this.#state);
  }

  get state(): EmulatorState {
    return this.#state;
  }

  /** Goes up with every change, so that a fault can tell whether there has been one. */
  get revision(): number {
    return this.#revision;
  }

  change<Result>(mutate: (state: EmulatorState) => Result): Result {
    const result = mutate(this.#state);
    this.#revision += 1;
    this.#file?.saveSoon(this.#state);
    return result;
  }

  replace(state: EmulatorState): void {
    this.#state = state;
    this.#revision += 1;
    this.#file?.saveSoon(state);
  }

  snapshot(): EmulatorState {
    return structuredClone(this.#state);
  }

  async close(): Promise<void> {
    await this.#file?.flush();
  }
}
