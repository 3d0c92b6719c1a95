import { defineIntegration } from '../define-integration';
import { companyDataAccess, identifier, secret } from '../fields';

export const sageIntacct = defineIntegration({
  key: 'knfz',
  name: 'Sage Intacct',
  category: 'accounting',
  description: {
    en: 'Accounting of mid-sized companies and groups of several entities',
    fr: 'Comptabilité des entreprises de taille moyenne et des groupes à plusieurs entités',
  },
  docsUrl: 'https://docs.codat.io/integrations/accounting/sage-intacct/accounting-sage-intacct-setup',
  fields: [
    identifier('senderId', 'Sender ID'),
    secret('senderPassword', 'Sender Password', { keys: { isPassword: true } }),
    companyDataAccess(),
  ],
});
