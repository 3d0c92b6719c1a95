import type { ShownEnvironment } from '@/lib/integrations/define-integration';
import type { Category } from '@/lib/routes';
import type { Standing } from './reconnect-state';

// All that a browser may see of a reconnect list. No link URL is in it: each is asked for by itself.

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
  readonly gone: number;
};

/** A change with how it stands; the counts are null where the companies could not be counted at the time. */
export type ChangeCounts = ChangeView & { readonly counts: Counts | null };

export type ReconnectRow = {
  readonly company: string;
  readonly name: string;
  readonly standing: Standing;
  /** As Codat says it, or one of our own; of several connections the first that is not back. */
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
  /** Null where nobody knows whom the change has cut off; the rows are then whoever is deauthorized now. */
  readonly counts: Counts | null;
  readonly curve: readonly CurvePoint[];
  readonly rows: readonly ReconnectRow[];
  /** How many rows the question has, on all its pages. */
  readonly matching: number;
  /** Where the next page begins. */
  readonly next: string | null;
  readonly others: readonly ChangeCounts[];
  readonly mayExport: boolean;
};

export type ReconnectLink =
  | { readonly kind: 'connection' | 'company'; readonly url: string }
  | { readonly kind: 'back' | 'company-deleted' | 'none' };

export type Comparison = { readonly readAt: number | null; readonly changed: number };
