import type { EmulatorState } from './emulator-state';
import { createStateFileWriter, readStateFile, type Worlds } from './state-file';
import { StateStore } from './state-store';

/** Opens the stores of all clients, which share one state file if there is one. */
export class WorldStores {
  readonly #worlds: Worlds;
  readonly #file: ReturnType<typeof createStateFileWriter> | null;

  constructor(firstClient: string, stateFile?: string) {
    this.#file = stateFile === undefined ? null : createStateFileWriter(stateFile);
    // Worlds of clients that aren't served now stay in the file: a client may come back.
    this.#worlds = (stateFile === undefined ? null : readStateFile(stateFile, firstClient)) ?? new Map();
  }

  open(client: string, initialState: () => EmulatorState): StateStore {
    const save = (state: EmulatorState): void => {
      this.#worlds.set(client, state);
      this.#file?.saveSoon(this.#worlds);
    };
    const stored = this.#worlds.get(client);
    const state = stored ?? initialState();
    if (!stored) save(state);
    return new StateStore(state, save);
  }

  async close(): Promise<void> {
    await this.#file?.flush();
  }
}
