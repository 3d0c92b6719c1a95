import 'server-only';

import type { ActivityAction, ActivityDetails } from '../activity/record';
import type { CodatClient } from '../codat/client';
import type { Trx } from '../db/database';
import type { OpenOperation } from '../db/schema';
import type { WriteObservation } from './verify-write';

// Defines what the journal has to know about a kind of operation. Each subject hands in its own, so the journal knows
// none.

export type OperationKind = OpenOperation['kind'];
/** `unknown`: checked for hours without result; the outcome will never be known. */
export type OperationOutcome = 'applied' | 'not-applied' | 'refused' | 'superseded' | 'unknown';

export type Observation = {
  readonly look: () => Promise<WriteObservation>;
  /** The details that the outcome records about the latest look. */
  readonly found: () => ActivityDetails;
};

export type Closing = { readonly outcome: OperationOutcome; readonly details: ActivityDetails };

export type OperationDefinition = {
  readonly action: ActivityAction;
  /** False if the operation's key is no integration's; its details say what was written to. */
  readonly concernsIntegration: boolean;
  /** The operation's end if no look ever shows its outcome. */
  readonly ifNeverKnown: 'unknown' | 'needs-attention';
  readonly observe: (codat: CodatClient, operation: OpenOperation) => Observation;
  /** False if its record is damaged, so that no look can tell what was sent. */
  readonly canBeCompared?: (operation: OpenOperation) => Promise<boolean>;
  /** In the transaction of the outcome `applied`, if no request waits for it any more. */
  readonly store?: (trx: Trx, operation: OpenOperation) => Promise<void>;
  /** In the transaction of any outcome. `operation` is the row as it was deleted. */
  readonly onClosed?: (trx: Trx, operation: OpenOperation, closing: Closing) => Promise<void>;
  /** Details that the outcome records in addition to its own. */
  readonly closingDetails?: (operation: OpenOperation) => Promise<ActivityDetails>;
};

export type OperationDefinitions = Readonly<Partial<Record<OperationKind, OperationDefinition>>>;

export function definitionOf(
  definitions: OperationDefinitions,
  { kind }: Pick<OpenOperation, 'kind'>,
): OperationDefinition {
  const definition = definitions[kind];
  if (!definition) throw new Error(`no definition is given for the operation ${kind}`);
  return definition;
}
