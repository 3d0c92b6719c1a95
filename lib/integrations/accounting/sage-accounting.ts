import { defineIntegration } from '../define-integration';
import { choice, identifier, secret } from '../fields';

const version3 = { field: 'credentialSet', equals: 'v3' };
const onlyWithVersion3 = { required: false, showWhen: version3, neededWhen: version3 };

export const sageAccounting = defineIntegration({
  key: 'tgff',
  name: 'Sage Accounting',
  category: 'accounting',
  description: {
    en: 'Books of small businesses in Europe, the US and Canada',
    fr: 'Comptabilité des petites entreprises d’Europe, des États-Unis et du Canada',
  },
  docsUrl:
    'https://docs.codat.io/integrations/accounting/sagebusinesscloud/accounting-sagebusinesscloud-setup',
  redirectUri: 'https://sageone.codat.io/oauth/callback',
  fields: [
    choice(
      'credentialSet',
      { en: 'What credentials do you have?', fr: 'Identifiants dont vous disposez' },
      {
        // It decides which keys are asked for, so it comes before them.
        section: 'keys',
        options: [
          {
            value: 'v31',
            label: {
              en: 'Client ID and client secret only (API v3.1 - UKI, US, CA, DE, ES, FR)',
              fr: 'Client ID et client secret seulement (API v3.1 - UKI, US, CA, DE, ES, FR)',
            },
          },
          {
            value: 'v3',
            label: {
              en: 'Client ID, client secret, signing secret and subscription key (API v3 - UKI)',
              fr: 'Client ID, client secret, signing secret et subscription key (API v3 - UKI)',
            },
          },
        ],
      },
    ),
    identifier('clientId', 'Client ID'),
    secret('clientSecret', 'Client secret'),
    secret('signingSecret', 'Signing secret', onlyWithVersion3),
    secret('subscriptionKey', 'Subscription key', onlyWithVersion3),
  ],
});
