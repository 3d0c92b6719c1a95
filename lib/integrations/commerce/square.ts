import { defineIntegration } from '../define-integration';
import { companyDataAccess, identifier, secret } from '../fields';
import { squareIdRules, squareSecretRules } from './square-keys';

// Two tiles, one form: Square gives each of its environments its own credentials.
const squareTile = {
  category: 'commerce',
  docsUrl: 'https://docs.codat.io/integrations/commerce/square/commerce-square-setup',
  redirectUri: 'https://square.codat.io/oauth/callback',
} as const;

const fieldsOf = (mode: 'live' | 'sandbox') => [
  companyDataAccess(),
  identifier('applicationId', 'Application ID', { keys: squareIdRules(mode) }),
  secret('applicationSecret', 'Application Secret', { keys: squareSecretRules(mode) }),
];

export const square = defineIntegration({
  ...squareTile,
  key: 'zsth',
  name: 'Square',
  description: {
    en: 'Sales, payments and customers of Square sellers',
    fr: 'Ventes, paiements et clients des vendeurs Square',
  },
  environments: 'live',
  fields: fieldsOf('live'),
});

export const squareSandbox = defineIntegration({
  ...squareTile,
  key: 'xcwv',
  name: 'Square Sandbox',
  description: {
    en: 'The same data from Square’s sandbox',
    fr: 'Les mêmes données, depuis l’environnement Sandbox de Square',
  },
  environments: 'sandbox',
  fields: fieldsOf('sandbox'),
});
