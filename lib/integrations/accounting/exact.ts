import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

// Two tiles, one form: Exact gives out credentials country by country.
const exactTile = {
  category: 'accounting',
  docsUrl: 'https://docs.codat.io/integrations/accounting/exact-online/accounting-exact-setup',
  redirectUri: 'https://exact.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
} as const;

export const exactNetherlands = defineIntegration({
  ...exactTile,
  key: 'qudb',
  name: 'Exact (Netherlands)',
  description: {
    en: 'Books of companies in the Netherlands',
    fr: 'Comptabilité des entreprises des Pays-Bas',
  },
});

export const exactUk = defineIntegration({
  ...exactTile,
  key: 'pbbf',
  name: 'Exact (UK)',
  description: {
    en: 'Books of companies in the UK',
    fr: 'Comptabilité des entreprises du Royaume-Uni',
  },
});
