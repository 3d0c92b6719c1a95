import 'server-only';

import type { Field } from '@/lib/integrations/fields';

// Codat has published four names, all of them for Plaid: clientId, clientSecret, environment and the legacy
// publicKey. Every other name is ours until Codat says otherwise: a field's own name.

/** Assumed: Codat has one word for what goes with a client ID, whatever the provider calls it. */
const assumedNames: Readonly<Record<string, string>> = {
  secretKey: 'clientSecret',
  applicationSecret: 'clientSecret',
  applicationId: 'clientId',
  clientKey: 'clientId',
};

/** Null where Codat has no place for the field as things stand: it holds one secret, that of the environment. */
export function propertyOf(field: Field, environment: string | boolean | undefined | null): string | null {
  if (field.kind === 'secret' && field.neededWhen?.field === 'environment') {
    return field.neededWhen.equals === environment ? 'clientSecret' : null;
  }
  return assumedNames[field.name] ?? field.name;
}
