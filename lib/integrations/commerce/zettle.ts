import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const zettle = defineIntegration({
  key: 'ugxp',
  name: 'Zettle',
  category: 'commerce',
  description: {
    en: 'Sales and payments of Zettle merchants, outside the US',
    fr: 'Ventes et paiements des marchands Zettle, hors des États-Unis',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/zettle/commerce-zettle-setup',
  redirectUri: 'https://izettle.codat.io/oauth/callback',
  fields: [identifier('clientKey', 'Client Key'), secret('clientSecret', 'Client Secret')],
});
