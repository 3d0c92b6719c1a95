import { defineIntegration } from '../define-integration';
import { companyDataAccess } from '../fields';

export const oracleNetSuite = defineIntegration({
  key: 'akxx',
  name: 'Oracle NetSuite',
  category: 'accounting',
  description: {
    en: 'Accounting of larger companies, which install a bundle in their NetSuite account',
    fr: 'Comptabilité de grandes entreprises, qui installent un bundle dans leur compte NetSuite',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/netsuite/accounting-netsuite-setup',
  fields: [companyDataAccess()],
});
