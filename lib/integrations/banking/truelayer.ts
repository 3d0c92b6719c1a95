import { defineIntegration } from '../define-integration';
import { companyDataAccess, identifier, secret, text, toggle } from '../fields';
import type { KeyRules } from '../keys/key-rules';

/** Codat uses the live environment only; the IDs of the other one say so. */
const clientIdRules: KeyRules = { refused: [{ like: '^sandbox-', reason: 'test-key' }] };

export const trueLayer = defineIntegration({
  key: 'upvr',
  name: 'TrueLayer',
  category: 'banking',
  description: {
    en: 'Open banking in the UK and Europe',
    fr: 'Système bancaire ouvert (open banking) au Royaume-Uni et en Europe',
  },
  docsUrl: 'https://docs.codat.io/integrations/banking/truelayer/set-up-truelayer-2',
  redirectUri: 'https://truelayer.codat.io/oauth/callback',
  environments: 'live',
  enabledBySaving: true,
  fields: [
    identifier('clientId', 'Client ID', { keys: clientIdRules }),
    secret('clientSecret', 'Client Secret'),
    companyDataAccess(),
    toggle(
      'proxyAccess',
      {
        en: 'Proxy access to additional TrueLayer data types',
        fr: 'Accès par proxy à d’autres types de données TrueLayer',
      },
      { section: 'proxy' },
    ),
    text(
      'additionalScopes',
      { en: 'Additional scopes', fr: 'Autorisations supplémentaires' },
      {
        section: 'proxy',
        showWhen: { field: 'proxyAccess', equals: true },
        hint: {
          en: 'Comma-separated: direct_debits, standing_orders.',
          fr: 'Séparées par des virgules\u00a0: direct_debits, standing_orders.',
        },
      },
    ),
  ],
});
