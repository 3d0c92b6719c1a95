import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const myobBusiness = defineIntegration({
  key: 'pdvj',
  name: 'MYOB Business',
  category: 'accounting',
  description: {
    en: 'Books of companies in Australia and New Zealand',
    fr: 'Comptabilité des entreprises d’Australie et de Nouvelle-Zélande',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/myob/accounting-myob-setup',
  redirectUri: 'https://myobaccountright.codat.io/oauth/callback',
  fields: [identifier('clientKey', 'Client Key'), secret('clientSecret', 'Client secret')],
});
