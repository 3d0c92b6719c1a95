import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const freeAgent = defineIntegration({
  key: 'fbrh',
  name: 'FreeAgent',
  category: 'accounting',
  description: {
    en: 'Books of freelancers and small businesses in the UK',
    fr: 'Comptabilité des indépendants et des petites entreprises du Royaume-Uni',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/freeagent/accounting-freeagent-setup',
  redirectUri: 'https://freeagent.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client Secret')],
});
