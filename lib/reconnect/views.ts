import type { Category } from '@/lib/category';
import type { ShownEnvironment } from '@/lib/integrations/define-integration';
import type { ReconnectStatus } from './reconnect-state';

// All that a browser may see of a reconnect list. It holds no link URL: each is requested separately.

export type ChangeKind = 'environment' | 'credentials' | 'deletion';

export type ChangeView = {
  readonly id: string;
  readonly at: number;
  readonly kind: ChangeKind;
  readonly from: ShownEnvironment | null;
  readonly to: ShownEnvironment | null;
  /** True if Codat was never seen to hold the change, and may hold it anyway. */
  readonly isUncertain: boolean;
};

export type Counts = {
  /** Those that can come back: whose company was deleted at Codat is in `gone` alone. */
  readonly total: number;
  readonly back: number;
  readonly missing: number;
  /** Whose connection can't be read: neither back nor missing. */
  readonly unknown: number;
  readonly gone: number;
};

/** A change with its present counts. */
export type ChangeCounts = ChangeView & {
  /** Counts the customers who are known to have been deauthorized; null if there are none. */
  readonly counts: Counts | null;
  /** False where not all who were linked could be read at the time: how many were cut off is unknown. */
  readonly isComplete: boolean;
};

export type ReconnectRow = {
  readonly company: string;
  readonly name: string;
  readonly standing: ReconnectStatus;
  /** Codat's status or one of Switchboard's own; of several connections, that of the first that is not back. */
  readonly state: string;
  /** Since when it is back; null where it is not. */
  readonly backAt: number | null;
  /** When it had come back, before it was lost once more. */
  readonly wasBackAt: number | null;
  /** The connections that are to be authorized again. */
  readonly connections: readonly string[];
};

export type CurvePoint = { readonly at: number; readonly back: number };

export type ReconnectView = {
  readonly integration: { readonly key: string; readonly name: string; readonly category: Category };
  readonly change: ChangeView;
  /**
   * Counts the customers who are known to have been deauthorized. Null if there are none; the rows are then those
   * deauthorized now.
   */
  readonly counts: Counts | null;
  /** False if others may have been deauthorized too. The rows then also hold those deauthorized now. */
  readonly isComplete: boolean;
  readonly curve: readonly CurvePoint[];
  readonly rows: readonly ReconnectRow[];
  /** How many rows the question has, on all its pages. */
  readonly matching: number;
  /** The `after` of the next page; null on the last one. */
  readonly next: string | null;
  readonly others: readonly ChangeCounts[];
  readonly mayExport: boolean;
};

export type ReconnectLink =
  | { readonly kind: 'connection' | 'company'; readonly url: string }
  | { readonly kind: 'back' | 'company-deleted' | 'none' };

export type Comparison = { readonly readAt: number | null; readonly changed: number };
