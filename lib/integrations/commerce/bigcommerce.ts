import { defineIntegration } from '../define-integration';

export const bigCommerce = defineIntegration({
  key: 'vqzp',
  name: 'BigCommerce',
  category: 'commerce',
  description: {
    en: 'Orders, products and customers of BigCommerce stores',
    fr: 'Commandes, produits et clients des boutiques BigCommerce',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/bigcommerce/commerce-bigcommerce-setup',
  fields: [],
});
