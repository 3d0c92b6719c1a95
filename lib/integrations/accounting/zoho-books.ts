import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const zohoBooks = defineIntegration({
  key: 'rwuv',
  name: 'Zoho Books',
  category: 'accounting',
  description: {
    en: 'Books of small businesses on the Zoho suite',
    fr: 'Comptabilité des petites entreprises qui utilisent la suite Zoho',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/zoho-books/accounting-zohobooks-setup',
  redirectUri: 'https://zohobooks.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
});
