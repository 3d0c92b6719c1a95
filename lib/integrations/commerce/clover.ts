import { defineIntegration } from '../define-integration';
import { companyDataAccess, identifier, secret } from '../fields';

export const clover = defineIntegration({
  key: 'fqly',
  name: 'Clover',
  category: 'commerce',
  description: {
    en: 'Orders, payments and inventory of Clover merchants (not for lenders)',
    fr: 'Commandes, paiements et stocks des marchands Clover (interdit aux prêteurs)',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/clover/set-up-your-clover-integration',
  redirectUri: 'https://clover.codat.io/oauth/callback',
  fields: [companyDataAccess(), identifier('clientId', 'Client Id'), secret('clientSecret', 'Client Secret')],
});
