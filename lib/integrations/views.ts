import type { ConnectionStatus } from '@/lib/companies/company-status';
import type { Category } from '../category';
import type { CredentialTestView } from './credential-test';
import type { ShownEnvironment } from './define-integration';
import type { Field } from './fields';
import type { KeyFinding } from './keys/key-lint';
import type { NeedsReview, ReviewRow } from './review';

// All that a browser may see of an integration. Views are written field by field; nothing is spread into them.

/** Why the toggle can't be moved, or how it can. */
export type EnablementView =
  | { readonly kind: 'writable' }
  | { readonly kind: 'needs-set-up' }
  | { readonly kind: 'refused-by-codat'; readonly status: number }
  | { readonly kind: 'not-allowed' };

/** `unreadable`: Codat did not hand over the credentials; the rest of the tile still holds. */
export type SetUpState = 'not-needed' | 'needed' | 'done' | 'unreadable' | 'in-portal';

/** An announcement of a provider or of Codat that affects this integration. */
export type NoticeView = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** A day, or a year. */
  readonly since: string;
  readonly source: `https://${string}`;
};

export type TileView = {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: Category;
  readonly enabled: boolean;
  readonly enablement: EnablementView;
  readonly setUp: SetUpState;
  readonly environment: ShownEnvironment | null;
  readonly linkedCount: number | null;
  /** True while a change made in Switchboard waits for Codat to confirm it. */
  readonly unsettled: boolean;
  /** True if Codat has accepted that change and does not show it yet. */
  readonly accepted: boolean;
  readonly notices: readonly NoticeView[];
};

export type TilesView = {
  readonly tiles: readonly TileView[];
  /** Before search and filter. */
  readonly total: number;
  readonly enabledBanking: readonly string[];
  /** The integrations that Codat refused to switch: these by name, or all of them. */
  readonly refused: { readonly status: number; readonly names: readonly string[] | 'all' } | null;
  readonly unreadableItems: number;
  /** False where Codat's list does not add up, so that integrations may be missing. */
  readonly isComplete: boolean;
  readonly readAt: number;
  /** True where Codat's quota is nearly used up, so that this is the last known state. */
  readonly isStale: boolean;
};

export type Basis = {
  readonly version: number;
  readonly fingerprint: string;
  readonly parts: Readonly<Record<string, string>>;
};

export type FieldError = { readonly field: string; readonly problem: string };

/** A finding of the server about an entered key, without any part of the key. */
export type FoundInKey = Omit<KeyFinding, 'clean'>;

/** The outcome of enabling after a first save. `unknown`: Codat could not be read, and nothing was owed. */
export type Enabling =
  | { readonly kind: 'enabled' | 'disabled' | 'unknown' }
  /** Still owed: it is tried again on its own. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'refused'; readonly status: number };

export type SaveResult =
  | {
      readonly kind: 'saved';
      /** Labels of what changed at Codat. */
      readonly fields: readonly string[];
      /** The same from what to what, and when it was read back; absent where the answer to a save is repeated. */
      readonly receipt?: { readonly rows: readonly ReviewRow[]; readonly readBackAt: number };
      readonly sent: boolean;
      readonly verified: boolean;
      /** After a first save: whether Codat says enabled; null otherwise. */
      readonly enabled: boolean | null;
      readonly offersEnabling: boolean;
      /** Why it is not enabled though the save was to do it. */
      readonly notEnabled?: Extract<Enabling, { readonly kind: 'pending' | 'refused' }>;
      /** The change that deauthorized customers, and how many; null if they could not be counted. */
      readonly cutOff?: { readonly change: string; readonly companies: number | null };
    }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'conflict'; readonly fields: readonly string[]; readonly basis: Basis }
  | { readonly kind: 'needs-values'; readonly fields: readonly string[] }
  /** Keys that don’t fit, or are doubted and not overridden. */
  | { readonly kind: 'key-rejected'; readonly findings: readonly FoundInKey[] }
  | { readonly kind: 'invalid'; readonly fieldErrors: readonly FieldError[] }
  | NeedsReview;

export type RestoreResult = { readonly kind: 'restored' } | NeedsReview;

export type DeletionResult =
  /** `enabled`: what Codat said of the toggle afterwards; null where it could not be read. */
  { readonly kind: 'deleted'; readonly enabled: boolean | null } | NeedsReview;

/**
 * The places where a key that a user holds was found: in use at Codat, stored here, or stored here while Codat hides
 * its own.
 */
export type SameKeyView = {
  readonly matches: readonly {
    readonly label: string;
    readonly where: 'both' | 'codat' | 'here' | 'unknown';
  }[];
  /** Labels of what it was compared with, and of what could not be read. */
  readonly compared: readonly string[];
  readonly hidden: readonly string[];
};

export type StoredSecretView = {
  readonly isSet: boolean;
  readonly hint: string | null;
  readonly inUse: boolean;
  /** The record in the vault can't be opened; the others are not concerned. */
  readonly damaged: boolean;
  readonly savedAt: number | null;
  readonly savedBy: string | null;
};

/** The data for the form of one integration, in the reader's language. */
export type SettingsFormView = {
  readonly integrationKey: string;
  readonly name: string;
  /** A new idempotency key for each form, so that the same draft sent twice is one write. */
  readonly operation: string;
  readonly basis: Basis;
  readonly fields: readonly Field[];
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly secrets: Readonly<Record<string, StoredSecretView>>;
  /** Null where the provider can't be asked. */
  readonly credentialTest: CredentialTestView | null;
};

/** One change and its outcome; pending while the outcome is unknown. */
export type HistoryEntry = {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly action:
    | ('enable' | 'disable' | 'retry-enablement' | 'save' | 'keep-outside' | 'compare-key' | 'delete')
    | (
        | 'test'
        | 'allow-tests'
        | 'forbid-tests'
        | 'edit-instance'
        | 'replace-key'
        | 'test-connection'
        | 'webhooks-secret-set'
        | 'webhooks-secret-removed'
      )
    | ('create-company' | 'delete-company' | 'export-companies' | 'export-linked' | 'export-reconnect')
    | ('create-connection' | 'unlink-connection' | 'delete-connection' | 'read-links');
  readonly integration: string;
  /** The company, if the change was of one. */
  readonly company: string;
  /** The number of exported rows, if something was exported. */
  readonly count: number;
  /** How many companies it concerned; `unknown` where they could not be counted, null where it concerned none. */
  readonly companies: number | 'unknown' | null;
  /** The address of the list of deauthorized customers, if there were any. */
  readonly reconnect: {
    readonly change: string;
    readonly key: string;
    readonly category: Category;
  } | null;
  readonly outcome:
    | ('applied' | 'not-applied' | 'refused' | 'superseded' | 'unknown' | 'pending')
    | ('passed' | 'failed' | 'untestable' | 'cancelled' | 'same-key' | 'another-key');
};

/** The connections of one integration over all companies. */
export type ConnectionCounts = {
  readonly counts: readonly { readonly status: ConnectionStatus; readonly count: number }[];
  /** With a status that Codat had not published when this was written. */
  readonly others: number;
  /** False where a company or a connection could not be read, so that there may be more of each. */
  readonly isComplete: boolean;
  readonly readAt: number;
};

export type HeldValueView = {
  readonly label: string;
  /** The last four characters; null where the reader may not see them or the value is too short. */
  readonly hint: string | null;
};

export type IntegrationView = {
  readonly tile: TileView;
  readonly held: readonly HeldValueView[];
  /** Names of what Codat holds beyond our fields; a save carries it through. */
  readonly otherNames: readonly string[];
  readonly redirectUri: string | null;
  readonly docsUrl: `https://${string}` | null;
  /** Null where there is nothing to enter, or the reader may not. */
  readonly form: SettingsFormView | null;
  /** Labels of what is not as we last confirmed it. */
  readonly driftedFields: readonly string[];
  /** Null for who may not delete credentials; else whether there are any. */
  readonly deletable: boolean | null;
  /** A write whose outcome reading can't settle. */
  readonly needsAttention: boolean;
  /** A first save is still to enable it. */
  readonly enablingOwed: boolean;
  readonly readAt: number;
};
