import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

// Two tiles, one form: Intuit's production and development keys can't stand in for each other.
const quickBooksOnlineTile = {
  category: 'accounting',
  docsUrl:
    'https://docs.codat.io/integrations/accounting/quickbooksonline/accounting-quickbooksonline-new-setup',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
} as const;

export const quickBooksOnline = defineIntegration({
  ...quickBooksOnlineTile,
  key: 'qhyg',
  name: 'QuickBooks Online',
  description: {
    en: 'Books of small and mid-sized businesses, with Intuit’s production keys',
    fr: 'Comptabilité des petites et moyennes entreprises, avec les clés de production d’Intuit',
  },
  redirectUri: 'https://quickbooksonline.codat.io/oauth2/callback',
  environments: 'live',
});

export const quickBooksOnlineSandbox = defineIntegration({
  ...quickBooksOnlineTile,
  key: 'ndsk',
  name: 'QuickBooks Online Sandbox',
  description: {
    en: 'The same data from Intuit’s sandbox companies, with development keys',
    fr: 'Les mêmes données, depuis les entreprises Sandbox d’Intuit, avec les clés de développement',
  },
  redirectUri: 'https://quickbooksonlinesandbox.codat.io/oauth2/callback',
  environments: 'sandbox',
});
