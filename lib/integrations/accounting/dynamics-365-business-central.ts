import { defineIntegration } from '../define-integration';
import { identifier, secret } from '../fields';

export const dynamics365BusinessCentral = defineIntegration({
  key: 'trji',
  name: 'Dynamics 365 Business Central',
  category: 'accounting',
  description: {
    en: 'Accounting of small and mid-sized companies on Microsoft’s ERP',
    fr: 'Comptabilité des petites et moyennes entreprises qui utilisent l’ERP de Microsoft',
  },
  docsUrl:
    'https://docs.codat.io/integrations/accounting/dynamics365businesscentral/accounting-dynamics365businesscentral-setup',
  redirectUri: 'https://dynamics365businesscentral.codat.io/oauth/callback',
  fields: [identifier('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
});
