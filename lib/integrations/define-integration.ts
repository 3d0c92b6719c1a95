import type { Category } from '../category';
import type { Field } from './fields';
import type { Guide } from './guide';
import type { Words } from './locale';

// An integration is plain data in one file. Tiles, the settings page and the mapping to Codat follow from it. Its own
// texts are in the same file, in both languages, so that adding one takes one file and one line in the registry.

export const environmentNames = ['sandbox', 'development', 'production', 'test', 'live'] as const;
export type EnvironmentName = (typeof environmentNames)[number];
/** The environment that Codat reports. Codat may hold credentials without saying where they belong. */
export type ShownEnvironment = EnvironmentName | 'not-stated';

/** A provider that can be asked whether keys work, before they are saved, and the fields that it is asked with. */
export type CredentialTest = {
  readonly provider: 'plaid' | 'stripe';
  /** The field that identifies the account, if the provider asks for it. */
  readonly account?: string;
  /** The secret of each environment that there is a test for. */
  readonly secrets: Readonly<Partial<Record<EnvironmentName, string>>>;
};

export type Integration = {
  readonly key: string;
  readonly name: string;
  readonly category: Category;
  readonly description: Words;
  /** The set-up guide on Codat's documentation site. */
  readonly docsUrl: `https://${string}`;
  /** The address to allow at the provider; absent if the provider asks for none. */
  readonly redirectUri?: `https://${string}`;
  /** One environment that the tile represents, or the choice that the settings offer; absent if there is neither. */
  readonly environments?: EnvironmentName | readonly EnvironmentName[];
  /**
   * True if a save enables it, as the brief and Codat's guide say of Plaid and TrueLayer. For others a dialog asks
   * after the first save.
   */
  readonly enabledBySaving?: boolean;
  readonly test?: CredentialTest;
  /** The way outside of the portal, shown below the form. */
  readonly guides?: readonly Guide[];
  /** In the order of the Portal's page; empty for an integration that has only its toggle. */
  readonly fields: readonly Field[];
};

export function defineIntegration<const Definition extends Integration>(definition: Definition): Definition {
  return definition;
}

export function hasSettings(integration: Integration): boolean {
  return integration.fields.length > 0;
}

/** An integration that needs credentials can't be enabled without them. */
export function needsCredentials(integration: Integration): boolean {
  return integration.fields.some((field) => field.required);
}
