import activity from './en/activity.json';
import companies from './en/companies.json';
import credentialTest from './en/credential-test.json';
import instances from './en/instances.json';
import keys from './en/keys.json';
import oidc from './en/oidc.json';
import people from './en/people.json';
import portal from './en/portal.json';
import reconnect from './en/reconnect.json';
import review from './en/review.json';
import settings from './en/settings.json';
import twoFactor from './en/two-factor.json';
import webhooks from './en/webhooks.json';

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
