import { defineIntegration } from '../define-integration';
import { text } from '../fields';

const titleLimit = { maxLength: 50 };
const bodyLimit = { maxLength: 150 };

export const quickBooksOnlineBankFeeds = defineIntegration({
  key: 'hcws',
  name: 'QuickBooks Online Bank Feeds',
  category: 'bankfeeds',
  description: {
    en: 'Bank transactions sent to QuickBooks Online, for companies in the US and Canada',
    fr: 'Transactions bancaires envoyées à QuickBooks Online, pour les entreprises des États-Unis et du Canada',
  },
  docsUrl: 'https://docs.codat.io/integrations/bank-feeds/qbo-bank-feeds/qbo-bank-feeds-setup',
  fields: [
    text('calloutTitle', { en: 'Callout title', fr: 'Titre de l’encadré' }, titleLimit),
    text('calloutBody', { en: 'Callout body', fr: 'Texte de l’encadré' }, bodyLimit),
    // Codat says that there are French versions, but not how their boxes are labelled.
    text(
      'calloutTitleFrench',
      { en: 'Callout title (French)', fr: 'Titre de l’encadré (en français)' },
      titleLimit,
    ),
    text(
      'calloutBodyFrench',
      { en: 'Callout body (French)', fr: 'Texte de l’encadré (en français)' },
      bodyLimit,
    ),
  ],
});
