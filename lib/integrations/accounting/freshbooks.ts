import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const freshBooks = defineIntegration({
  key: 'vxvy',
  name: 'FreshBooks',
  category: 'accounting',
  description: {
    en: 'Invoicing and books of freelancers and service businesses',
    fr: 'Facturation et comptabilité des indépendants et des entreprises de services',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/freshbooks/accounting-freshbooks-setup',
  redirectUri: 'https://freshbooks.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
});
