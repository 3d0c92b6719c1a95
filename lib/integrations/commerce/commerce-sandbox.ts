import { defineIntegration } from '../define-integration';

export const commerceSandbox = defineIntegration({
  key: 'aiwb',
  name: 'Commerce Sandbox',
  category: 'commerce',
  description: {
    en: 'Sample orders and payments, no set-up needed',
    fr: 'Commandes et paiements d’exemple, sans configuration',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/overview',
  environments: 'sandbox',
  fields: [],
});
