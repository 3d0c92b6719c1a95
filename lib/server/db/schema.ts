import 'server-only';

import type { Generated, Insertable, Selectable } from 'kysely';
import type { InstanceColour, InstanceKind, InstanceShape } from '@/lib/instances/instance';
import type { ActivityAnchorsTable, ActivityPurgesTable, PurgedOperationsTable } from './schema-of-proof';
import type {
  DevicesTable,
  RecoveryCodesTable,
  RefusalsTable,
  SecondFactorsTable,
  SessionsTable,
  SignInSettingsTable,
  SignInTicketsTable,
  ThrottlesTable,
  TwoFactorRolesTable,
  UsedSignInStatesTable,
  UserIdentitiesTable,
  UserLinksTable,
  UsersTable,
} from './schema-of-users';

// Columns are text, integer (milliseconds since 1970, counts, 0 or 1) and nothing else, so that SQLite and
// PostgreSQL hold the same values.

export type Database = {
  users: UsersTable;
  user_identities: UserIdentitiesTable;
  user_links: UserLinksTable;
  used_sign_in_states: UsedSignInStatesTable;
  sign_in_settings: SignInSettingsTable;
  sign_in_tickets: SignInTicketsTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  two_factor_roles: TwoFactorRolesTable;
  sessions: SessionsTable;
  devices: DevicesTable;
  throttles: ThrottlesTable;
  instances: InstancesTable;
  data_keys: DataKeysTable;
  key_checks: KeyChecksTable;
  settings: SettingsTable;
  stored_secrets: StoredSecretsTable;
  open_operations: OpenOperationsTable;
  operation_requests: OperationRequestsTable;
  enablement_refusals: EnablementRefusalsTable;
  owed_enablements: OwedEnablementsTable;
  webhook_receipts: WebhookReceiptsTable;
  disruptive_changes: DisruptiveChangesTable;
  affected_connections: AffectedConnectionsTable;
  activity_chains: ActivityChainsTable;
  activity_checkpoint: ActivityCheckpointTable;
  activity: ActivityTable;
  activity_former_actors: ActivityFormerActorsTable;
  activity_purges: ActivityPurgesTable;
  activity_anchors: ActivityAnchorsTable;
  purged_operations: PurgedOperationsTable;
  latest_changes: LatestChangesTable;
  refusals: RefusalsTable;
  health: HealthTable;
  jobs: JobsTable;
  outbox: OutboxTable;
};

/** One row, written to find out whether writing is possible. */
type HealthTable = { id: number; written_at: number };

type InstancesTable = {
  id: string;
  slug: string;
  name: string;
  colour: InstanceColour;
  /** No two instances share both colour and shape. */
  shape: InstanceShape;
  kind: InstanceKind;
  api_url: string;
  api_key_sealed: string;
  is_local: 0 | 1;
  /** Whether keys may be sent from here to the providers themselves, to see if they work. */
  credential_tests: 0 | 1;
  /** Grows with each of our writes: what another server remembers of this instance is stale from then on. */
  revision: Generated<number>;
  /** Seals what Codat signs its webhooks with; null where they are not used. */
  webhook_secret_sealed: string | null;
  /** Grows with each webhook about a connection: earlier readings of connections are then old. */
  connections_revision: Generated<number>;
  /** Grows with each edit: a form that was opened before it is a conflict. */
  version: Generated<number>;
  /** The client's name, as Codat's profile last showed it to the stored key; null if it has not. */
  client_name: string | null;
  /** When Codat first refused the stored key; null while it accepts it. */
  key_refused_at: number | null;
  created_at: number;
};

/** One data key an owner (an instance), itself sealed under the vault's key. */
type DataKeysTable = {
  owner: string;
  wrapped: string;
  created_at: number;
};

/** A keyed digest of each key file, which shows at start that the files belong to this database. */
type KeyChecksTable = {
  name: string;
  digest: string;
};

/** An integration's settings as last confirmed at Codat; the map is sealed. */
type SettingsTable = {
  instance_id: string;
  integration_key: string;
  version: number;
  map_sealed: string;
  saved_at: number;
  saved_by: string;
  saved_by_id: string | null;
};

/** Secrets that Codat may not hold at present, such as those of Plaid's other environments. */
type StoredSecretsTable = {
  instance_id: string;
  integration_key: string;
  field: string;
  sealed: string;
  saved_at: number;
  saved_by: string;
  saved_by_id: string | null;
};

export type IntegrationOperationKind = 'enabled' | 'disabled' | 'settings' | 'deletion';

export const companyWrites = [
  'company.create',
  'company.delete',
  'connection.create',
  'connection.unlink',
  'connection.delete',
] as const;
export type CompanyOperationKind = (typeof companyWrites)[number];

/** A write to Codat whose outcome is not recorded yet; one at a time for each integration and for each company. */
type OpenOperationsTable = {
  instance_id: string;
  /** Or, where it is a company that is written to, `company/` and its id: no integration has such a key. */
  integration_key: string;
  id: string;
  kind: IntegrationOperationKind | CompanyOperationKind;
  actor: string;
  actor_id: string | null;
  started_at: number;
  /**
   * For settings, the ciphertexts to store once the write is known to have been applied, already bound to their places.
   * For a company, the record that shows by reading whether it was.
   */
  pending: string | null;
  /** The number of checks without result, and the time of the next one. */
  check_attempts: number;
  next_check_at: number;
  /** Set where reading can't settle it: Codat holds neither what was before nor what was sent. */
  needs_attention: 0 | 1;
  /** When Codat answered 2xx; null if it has not, or if no answer came. */
  accepted_at: number | null;
};

/** The request behind each operation id from a browser; written with the intent, and never changed. */
type OperationRequestsTable = {
  id: string;
  instance_id: string;
  user_id: string;
  kind: string;
  /** The key of the integration, or the company or connection that is written to. */
  subject: string;
  /** Keyed: of what was asked for. */
  digest: string;
  at: number;
};

/** Codat's refusals to write `enabled`; integration `*` is the whole instance. */
type EnablementRefusalsTable = {
  instance_id: string;
  integration_key: string;
  status: number;
  refused_at: number;
};

/**
 * An integration that its first save was to enable. The row lasts from that save's outcome until the enablement's own
 * outcome is known.
 */
type OwedEnablementsTable = {
  instance_id: string;
  integration_key: string;
  /** Who saved. */
  actor: string;
  actor_id: string | null;
  /** How often `enabled` was sent for it. */
  sends: number;
  /** How often it was tried without result, and when it is worth another try. */
  check_attempts: number;
  next_check_at: number;
};

/** A webhook that has been acted upon; it is delivered again until we have answered, and must count once. */
type WebhookReceiptsTable = {
  instance_id: string;
  message_id: string;
  received_at: number;
};

/** A change that cuts customers off; its id is that of its operation. */
type DisruptiveChangesTable = {
  id: string;
  instance_id: string;
  integration_key: string;
  at: number;
  actor: string;
  actor_id: string | null;
  kind: 'environment' | 'credentials' | 'deletion';
  from_environment: string | null;
  to_environment: string | null;
  /** Null where Codat could not be asked. */
  company_count: number | null;
  /** Null as long as the outcome is open: it may never have taken effect. */
  applied_at: number | null;
  /** Set if the change counts although reading never showed it: Codat accepted it, or a person ended the waiting. */
  is_uncertain: Generated<0 | 1>;
  /** When Codat was read for the latest comparison that found something new; an older one comes too late. */
  compared_at: number | null;
};

/** A connection that was linked when the change was made. */
type AffectedConnectionsTable = {
  change_id: string;
  company_id: string;
  company_name: string;
  connection_id: string;
  /** When it was first seen linked again. */
  back_at: number | null;
  /** Codat's status of it, as it was seen last, or one of lib/reconnect/reconnect-state.ts. */
  state: string;
};

type ActivityChainsTable = {
  id: string;
  last_seq: number;
  last_hash: string;
  /** Proves the two before it: without the chain's key they can't be moved back to hide rows cut from the end. */
  head_mac: string;
};

/** One row: the number and the hash of the last row of every chain, so that no single chain can be moved back. */
type ActivityCheckpointTable = {
  id: number;
  /** JSON, see activity/checkpoint.ts. */
  heads: string;
  mac: string;
};

/** Work for a later time; see jobs/jobs.ts. */
type JobsTable = {
  name: string;
  /** An id; '' where there is only one such job. */
  subject: string;
  due_at: number;
  /** Until then its holder works on it; 0 where it has none. */
  lease_until: Generated<number>;
  /** A name made for one claim, so that a holder whose lease is over can tell. */
  holder: string | null;
  /** How often it failed since it last succeeded. */
  failures: Generated<number>;
  /** Grows each time it is scheduled: one that is scheduled while it runs runs again. */
  schedules: Generated<number>;
};

/** A message to be delivered by a job; written in the transaction of the change that it reports. */
type OutboxTable = {
  /** Stays the same over all attempts. */
  id: string;
  /** An e-mail address. */
  recipient: string;
  /** Subject and text, since a message may hold a link that lets its reader in; null once delivered or abandoned. */
  sealed: string | null;
  created_at: number;
  /** From then on it is not worth delivering. */
  expires_at: number;
  delivered_at: number | null;
  abandoned_at: number | null;
  /** Why the latest attempt failed. */
  failure: string | null;
};

type ActivityTable = {
  chain_id: string;
  seq: number;
  version: number;
  at: number;
  /** The name that was valid at the time. */
  actor: string;
  /** Null for the system and for strangers, and in rows of version 1. */
  actor_id: string | null;
  action: string;
  phase: 'intent' | 'outcome' | 'event';
  operation_id: string | null;
  integration_key: string | null;
  outcome: string | null;
  details: string;
  previous_hash: string;
  hash: string;
};

/** The latest change of each integration that was applied; purging the log leaves it as it is. */
type LatestChangesTable = {
  instance_id: string;
  integration_key: string;
  at: number;
  actor: string;
  actor_id: string | null;
};

/** The user that an e-mail in rows of version 1 names. */
type ActivityFormerActorsTable = { actor: string; user_id: string };

export type User = Selectable<UsersTable>;
export type UserLink = Selectable<UserLinksTable>;
export type InstanceRow = Selectable<InstancesTable>;
export type OpenOperation = Selectable<OpenOperationsTable>;
export type OwedEnablement = Selectable<OwedEnablementsTable>;
export type DisruptiveChange = Selectable<DisruptiveChangesTable>;
export type AffectedConnection = Selectable<AffectedConnectionsTable>;
export type JobRow = Selectable<JobsTable>;
export type OutboxMessage = Selectable<OutboxTable>;
export type ActivityRow = Selectable<ActivityTable>;
export type NewActivityRow = Insertable<ActivityTable>;
