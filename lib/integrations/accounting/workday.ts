import { defineIntegration } from '../define-integration';

export const workday = defineIntegration({
  key: 'rvam',
  name: 'Workday',
  category: 'accounting',
  description: {
    en: 'Accounting of large companies, for Spend Insights',
    fr: 'Comptabilité des grandes entreprises, pour Spend Insights',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/workday/overview',
  fields: [],
});
