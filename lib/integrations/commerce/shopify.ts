import { defineIntegration } from '../define-integration';
import { identifier, secret, text, toggle } from '../fields';

export const shopify = defineIntegration({
  key: 'fztf',
  name: 'Shopify',
  category: 'commerce',
  description: {
    en: 'Orders, products and payments of Shopify stores',
    fr: 'Commandes, produits et paiements des boutiques Shopify',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/shopify/commerce-shopify-setup',
  fields: [
    // Custom apps leave all three blank, so none is required.
    text('appUrl', { en: 'App URL', fr: 'URL de l’application' }),
    identifier('clientId', 'Client ID', { required: false }),
    secret('clientSecret', 'Client secret', { required: false }),
    toggle('readAllOrders', {
      en: 'Has request to read all orders',
      fr: 'Lecture de toutes les commandes demandée à Shopify',
    }),
  ],
});
