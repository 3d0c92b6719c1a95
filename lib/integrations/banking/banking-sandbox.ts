import { defineIntegration } from '../define-integration';

export const bankingSandbox = defineIntegration({
  key: 'qhnd',
  name: 'Banking Sandbox',
  category: 'banking',
  description: {
    en: 'Sample accounts and transactions, no set-up needed',
    fr: 'Comptes et transactions d’exemple, sans configuration',
  },
  docsUrl: 'https://docs.codat.io/integrations/banking/overview',
  environments: 'sandbox',
  fields: [],
});
