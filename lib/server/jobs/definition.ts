import 'server-only';

export type JobDefinition = {
  readonly name: string;
  /** For work that recurs: how long after its end it is due again. */
  readonly everyMs?: number;
  /**
   * May run twice for the same cause. `signal` aborts once the lease is lost. Returns in how many milliseconds to run again,
   * or null for the usual. An error leads to another attempt, after a pause that doubles.
   */
  run(subject: string, signal: AbortSignal): Promise<number | null>;
};
