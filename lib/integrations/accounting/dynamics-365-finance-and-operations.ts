import { defineIntegration } from '../define-integration';

export const dynamics365FinanceAndOperations = defineIntegration({
  key: 'rqwd',
  name: 'Dynamics 365 Finance & Operations',
  category: 'accounting',
  description: {
    en: 'Accounting of large companies on Microsoft’s ERP, for Spend Insights',
    fr: 'Comptabilité des grandes entreprises qui utilisent l’ERP de Microsoft, pour Spend Insights',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/dynamics365financeoperations/overview',
  fields: [],
});
