/** Counts the requests of each client in the current window of time. The counts are lost with the process. */
export class RequestRates {
  readonly #windows = new Map<string, { began: number; count: number }>();

  /** Counts this request, and says whether it is one too many. */
  isTooMany(who: string, limit: number, windowMs: number): boolean {
    const now = Date.now();
    const known = this.#windows.get(who);
    const current = known && now - known.began < windowMs ? known : { began: now, count: 0 };
    current.count += 1;
    this.#windows.set(who, current);
    return current.count > limit;
  }

  clear(): void {
    this.#windows.clear();
  }
}
