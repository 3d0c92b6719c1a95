import { defineIntegration } from '../define-integration';
import { companyDataAccess, text } from '../fields';

export const wooCommerce = defineIntegration({
  key: 'ltpp',
  name: 'WooCommerce',
  category: 'commerce',
  description: {
    en: 'Orders, products and customers of WooCommerce stores',
    fr: 'Commandes, produits et clients des boutiques WooCommerce',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/woocommerce/commerce-woocommerce-setup',
  fields: [
    text('applicationName', { en: 'Application name', fr: 'Nom de l’application' }),
    companyDataAccess(),
  ],
});
