import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const xero = defineIntegration({
  key: 'gbol',
  name: 'Xero',
  category: 'accounting',
  description: {
    en: 'Books of small businesses, mostly in the UK, Australia and New Zealand',
    fr: 'Comptabilité de petites entreprises, surtout au Royaume-Uni, en Australie et en Nouvelle-Zélande',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/xero/accounting-xero-setup',
  redirectUri: 'https://xero.codat.io/oauth2/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
});
