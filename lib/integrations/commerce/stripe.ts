import { defineIntegration } from '../define-integration';
import { companyDataAccess, identifier, secret, toggle } from '../fields';
import type { KeyRules } from '../keys/key-rules';
import { stripeGuides } from './stripe-guides';
import { stripeClientIdRules, stripeLiveKeyRules, stripeTestKeyRules } from './stripe-keys';

// Two tiles, one form: which tile is filled in decides the mode, so only the words and the mode differ.
const stripeTile = {
  category: 'commerce',
  docsUrl: 'https://docs.codat.io/integrations/commerce/stripe/commerce-stripe-setup',
  guides: stripeGuides,
  redirectUri: 'https://stripe.codat.io/oauth/callback',
} as const;

const fieldsWith = (secretKeyRules: KeyRules) => [
  identifier('clientId', { en: 'Client ID', fr: 'ID client' }, { keys: stripeClientIdRules }),
  secret('secretKey', { en: 'Secret key', fr: 'Clé secrète' }, { keys: secretKeyRules }),
  toggle('readWriteScope', {
    en: 'Use read-write scope',
    fr: 'Utiliser l’autorisation de lecture et d’écriture',
  }),
  companyDataAccess(),
];

export const stripe = defineIntegration({
  ...stripeTile,
  key: 'exgd',
  name: 'Stripe',
  description: {
    en: 'Payments and charges from live Stripe accounts',
    fr: 'Paiements et frais des comptes Stripe en mode direct',
  },
  environments: 'live',
  test: { provider: 'stripe', secrets: { live: 'secretKey' } },
  fields: fieldsWith(stripeLiveKeyRules),
});

export const stripeTest = defineIntegration({
  ...stripeTile,
  key: 'yzth',
  name: 'Stripe Test',
  description: {
    en: 'The same data from Stripe’s test mode',
    fr: 'Les mêmes données, en mode test de Stripe',
  },
  environments: 'test',
  test: { provider: 'stripe', secrets: { test: 'secretKey' } },
  fields: fieldsWith(stripeTestKeyRules),
});
