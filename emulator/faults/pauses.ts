export type PauseEnd = 'elapsed' | 'cancelled';

type Pause = { end(reason: PauseEnd): void };

/** Every wait that a fault asks for, so that a test can end them and shutting down need not sit them out. */
export class Pauses {
  readonly #running = new Set<Pause>();
  #closed = false;

  wait(timeMs: number): Promise<PauseEnd> {
    if (this.#closed) return Promise.resolve('cancelled');
    return new Promise((resolve) => {
      const timer = setTimeout(() => pause.end('elapsed'), timeMs);
      const pause: Pause = {
        end: (reason) => {
          clearTimeout(timer);
          this.#running.delete(pause);
          resolve(reason);
        },
      };
      this.#running.add(pause);
    });
  }

  get count(): number {
    return this.#running.size;
  }

  /** Ends every pause as if its time had passed. */
  release(): void {
    this.#endAll('elapsed');
  }

  /** Ends every pause and drops what was to happen after it. */
  cancel(): void {
    this.#endAll('cancelled');
  }

  close(): void {
    this.#closed = true;
    this.cancel();
  }

  #endAll(reason: PauseEnd): void {
    for (const pause of [...this.#running]) pause.end(reason);
  }
}
