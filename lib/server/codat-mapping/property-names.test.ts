import { expect, it } from 'vitest';
import { environmentNames } from '@/lib/integrations/define-integration';
import { registry } from '@/lib/integrations/registry';
import { propertyOf } from './property-names';

/** The names in a map of credentials that Codat has ever published, all for Plaid. */
const published = ['clientId', 'clientSecret', 'environment', 'publicKey'];

it('names in a map of credentials that Codat has not published are these', () => {
  const properties = registry
    .flatMap(({ fields }) => fields)
    .flatMap((field) => [null, ...environmentNames].map((environment) => propertyOf(field, environment)))
    .filter((property) => property !== null);
  const assumed = [...new Set(properties)].filter((property) => !published.includes(property));
  expect(assumed.sort()).toEqual([
    'additionalScopes',
    'appId',
    'appUrl',
    'applicationName',
    'authorizationRedirectUrl',
    'awsAccessKey',
    'awsSecretAccessKey',
    'callToActionText',
    'callToActionUrl',
    'calloutBody',
    'calloutBodyFrench',
    'calloutTitle',
    'calloutTitleFrench',
    'companyDataAccess',
    'connectorSetup',
    'countryCodes',
    'credentialSet',
    'iamArn',
    'linkConfigurationName',
    'proxyAccess',
    'proxyProducts',
    'readAllOrders',
    'readWriteScope',
    'senderId',
    'senderPassword',
    'signingSecret',
    'subscriptionKey',
  ]);
});
