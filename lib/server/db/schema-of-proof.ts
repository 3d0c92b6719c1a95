import 'server-only';

import type { Generated } from 'kysely';

/** Checkpoints of the ends of chains that were purged; the latest of a chain is where its rows begin. */
export type ActivityPurgesTable = {
  chain_id: string;
  /** The number and the hash of the last row that was removed. */
  seq: number;
  hash: string;
  purged_at: number;
  /** JSON of the instances that the removed rows named; `{}` unless the chain is the installation's. */
  instances: string;
  /** Covers all of it and the checkpoint before, under the key of the chain. */
  mac: string;
};

/** Keeps what replays need of purged rows; the database moves it here in the step that removes them. */
export type PurgedOperationsTable = {
  id: string;
  phase: 'intent' | 'outcome' | 'event';
  chain_id: string;
  seq: number;
  outcome: string | null;
  details: string;
};

/** The heads of all chains at some time, for a place outside; see anchors/anchor.ts. */
export type ActivityAnchorsTable = {
  number: number;
  at: number;
  /** The signed text that is filed and delivered. */
  line: string;
  delivered_at: number | null;
  /** Why the latest attempt to deliver it failed, and when. */
  failure: string | null;
  failed_at: number | null;
  attempts: Generated<number>;
};
