import { defineIntegration } from '../define-integration';
import { text } from '../fields';

export const sageBankFeeds = defineIntegration({
  key: 'olpr',
  name: 'Sage Bank Feeds',
  category: 'bankfeeds',
  description: {
    en: 'Bank transactions sent to Sage products',
    fr: 'Transactions bancaires envoyées aux logiciels Sage',
  },
  docsUrl: 'https://docs.codat.io/integrations/bank-feeds/sage-bank-feeds/sage-bank-feeds-setup',
  fields: [
    text('callToActionText', { en: 'Call-to-action text', fr: 'Texte de l’appel à l’action' }),
    text('callToActionUrl', { en: 'Call-to-action URL', fr: 'URL de l’appel à l’action' }),
    text('authorizationRedirectUrl', {
      en: 'Authorization redirect URL',
      fr: 'URL de redirection pour l’autorisation',
    }),
  ],
});
