import type { EmulatorState } from './emulator-state';

type Save = (state: EmulatorState) => void;

/** The one place where a client's world changes. Handlers read `state` and write through `change`. */
export class StateStore {
  #state: EmulatorState;
  #revision = 0;
  readonly #save: Save;

  constructor(state: EmulatorState, save: Save = () => {}) {
    this.#state = state;
    this.#save = save;
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
    this.#save(this.#state);
    return result;
  }

  replace(state: EmulatorState): void {
    this.#state = state;
    this.#revision += 1;
    this.#save(state);
  }

  snapshot(): EmulatorState {
    return structuredClone(this.#state);
  }
}
