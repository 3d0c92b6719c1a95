import { defineIntegration } from '../define-integration';

export const accountingSandbox = defineIntegration({
  key: 'mqjo',
  name: 'Sandbox',
  category: 'accounting',
  description: {
    en: 'The books of a sample company, no set-up needed',
    fr: 'Comptabilité d’une entreprise d’exemple, sans configuration',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/sandbox/accounting-sandbox',
  environments: 'sandbox',
  fields: [],
});
