import type { Category } from '@/lib/category';
import type { ActivityActionName, ActivityOutcome } from './activity-names';
import type { ActivityPosition } from './activity-query';

/** An instance that is gone, under the names that it had when it was removed. */
export type RemovedInstance = { readonly id: string; readonly slug: string; readonly name: string };

/** One change and its outcome; pending while the outcome is unknown. */
export type ActivityEntry = {
  readonly id: string;
  readonly seq: number;
  /** The slug of the instance; null if it concerns the installation, or an instance that is gone. */
  readonly instance: string | null;
  readonly removed: RemovedInstance | null;
  readonly at: number;
  readonly actor: string;
  readonly action: ActivityActionName | 'other';
  /** The name in the log. */
  readonly rawAction: string;
  readonly integration: string;
  /** The company, if the change was of one. */
  readonly company: string;
  /** The number of exported rows, if something was exported. */
  readonly count: number;
  /** How many companies it concerned; `unknown` if they could not be counted, null if it concerned none. */
  readonly companies: number | 'unknown' | null;
  /** The address of the list of deauthorized customers, if there were any. */
  readonly reconnect: {
    readonly change: string;
    readonly key: string;
    readonly category: Category;
  } | null;
  readonly outcome: ActivityOutcome;
};

/** Rows that retention removed. */
export type PurgedRows = {
  readonly rows: number;
  /** When the last of them were removed. */
  readonly at: number;
};

export type ActivityView = {
  readonly entries: readonly ActivityEntry[];
  /** The position after which the next page begins; null on the last one. */
  readonly next: ActivityPosition | null;
  /** Null on the pages before the last one, and if nothing was purged. */
  readonly purged: PurgedRows | null;
  readonly mayReadAll: boolean;
  /** For the filter of the whole installation; empty on the page of an instance. */
  readonly removed: readonly RemovedInstance[];
};

/** All that the log holds of one entry. */
export type ActivityEntryView = {
  readonly entry: ActivityEntry;
  /** The rows of the operation, or the one row of an event. */
  readonly phases: readonly {
    readonly seq: number;
    readonly at: number;
    readonly actor: string;
    readonly phase: 'intent' | 'outcome' | 'event';
    readonly outcome: string | null;
    readonly details: readonly { readonly name: string; readonly value: string }[];
  }[];
  /** Names of the fields that changed. */
  readonly fields: readonly string[];
  readonly operation: string | null;
  readonly correlationId: string | null;
};

/** An entry whose row retention removed. */
export type PurgedEntryView = { readonly purged: PurgedRows };

export const anchorFailures = ['redirected', 'unreachable', 'timed-out', 'status'] as const;

/** How the anchors of the activity fare. */
export type AnchorsView = {
  /** The host that receives them. */
  readonly host: string;
  /** In base64; by it the receiver proves them. */
  readonly publicKey: string;
  /** When the receiver last took one. */
  readonly deliveredAt: number | null;
  /** How many wait for it. */
  readonly waiting: number;
  /** Why the oldest of them was not taken, and when; null if it was not tried. */
  readonly failure: {
    readonly reason: (typeof anchorFailures)[number];
    /** The status of the receiver’s answer, if that is the reason; otherwise 0. */
    readonly status: number;
    readonly at: number;
  } | null;
};
