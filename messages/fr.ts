import activity from './fr/activity.json';
import companies from './fr/companies.json';
import credentialTest from './fr/credential-test.json';
import instances from './fr/instances.json';
import keys from './fr/keys.json';
import oidc from './fr/oidc.json';
import people from './fr/people.json';
import portal from './fr/portal.json';
import reconnect from './fr/reconnect.json';
import review from './fr/review.json';
import settings from './fr/settings.json';
import twoFactor from './fr/two-factor.json';
import webhooks from './fr/webhooks.json';

export const messages = {
  ...portal,
  ...instances,
  ...people,
  ...oidc,
  ...twoFactor,
  ...keys,
  ...webhooks,
  activity,
  companies,
  credentialTest,
  reconnect,
  review,
  settings,
};
