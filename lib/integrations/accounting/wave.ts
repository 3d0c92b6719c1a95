import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const wave = defineIntegration({
  key: 'pbtz',
  name: 'Wave',
  category: 'accounting',
  description: {
    en: 'Books of freelancers and small businesses in the US and Canada',
    fr: 'Comptabilité des indépendants et des petites entreprises des États-Unis et du Canada',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/wave/accounting-wave-setup',
  redirectUri: 'https://wave.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
});
