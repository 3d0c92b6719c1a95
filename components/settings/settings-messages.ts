import type { SecretMessages } from '@/components/form/secret-field';
import type { UnsavedMessages } from '@/components/form/unsaved-guard';
import type { PluralForms } from '@/lib/format-plural';
import type { Section } from '@/lib/integrations/fields';
import type { CredentialTestMessages } from '../keys/credential-test-messages';
import type { KeyFitMessages } from '../keys/key-findings';
import type { ReviewMessages } from '../review/review-messages';

// The words of a settings form, put together on the server, so that the browser loads no dictionary.

export type SettingsMessages = {
  readonly sections: Readonly<Record<Section, { readonly title: string; readonly lead: string }>>;
  readonly options: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
  readonly optional: string;
  readonly save: string;
  readonly saving: string;
  readonly nothingToSave: string;
  /** The plural forms in the reader's language, up to the number of fields. */
  readonly unsaved: readonly string[];
  readonly secrets: Readonly<Record<string, SecretMessages>>;
  readonly codesHint: Readonly<Record<string, string>>;
  /** Null if no customer is linked, so that none can be deauthorized. */
  readonly cutsOff: string | null;
  readonly keyFit: KeyFitMessages;
  readonly unsavedGuard: UnsavedMessages;
  /** Null where the provider can’t be asked. */
  readonly credentialTest: CredentialTestMessages | null;
  readonly review: ReviewMessages;
  readonly receipts: {
    readonly saved: string;
    readonly savedFields: string;
    readonly field: string;
    readonly before: string;
    readonly now: string;
    readonly readBack: string;
    readonly keptHere: string;
    readonly unverified: string;
    readonly nowEnabled: string;
    readonly notEnabled: string;
    readonly enabling: string;
    readonly openPortal: string;
    readonly unchanged: string;
    readonly conflictTitle: string;
    readonly conflictText: string;
    readonly reload: string;
    readonly overwrite: string;
    readonly needsValues: string;
    readonly invalid: string;
    readonly keyRejected: string;
    readonly lost: string;
    readonly enableTitle: string;
    readonly enableText: string;
    readonly enableNow: string;
    readonly enableLater: string;
    readonly reconnect: PluralForms;
    readonly reconnectUnknown: string;
  };
};
