import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const sage200Standard = defineIntegration({
  key: 'jcrp',
  name: 'Sage 200 Standard',
  category: 'accounting',
  description: {
    en: 'Books of mid-sized companies in the UK and Ireland',
    fr: 'Comptabilité des entreprises de taille moyenne du Royaume-Uni et d’Irlande',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/sage200/accounting-sage200-setup',
  redirectUri: 'https://sage200cloud.codat.io/oauth/callback',
  fields: [
    identifier('clientId', 'Client ID'),
    secret('clientSecret', 'Client secret'),
    secret('subscriptionKey', 'Subscription key'),
  ],
});
