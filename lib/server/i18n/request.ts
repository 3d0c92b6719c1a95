import 'server-only';

import { getRequestConfig } from 'next-intl/server';
import { currentLocale } from './locale';

export default getRequestConfig(async () => {
  const locale = await currentLocale();
  const [
    { default: messages },
    { default: keys },
    { default: credentialTest },
    { default: webhooks },
    { default: companies },
    { default: review },
  ] = await Promise.all([
    import(`@/messages/${locale}.json`),
    import(`@/messages/keys.${locale}.json`),
    import(`@/messages/credential-test.${locale}.json`),
    import(`@/messages/webhooks.${locale}.json`),
    import(`@/messages/companies.${locale}.json`),
    import(`@/messages/review.${locale}.json`),
  ]);
  const own = { credentialTest, companies, review };
  return { locale, messages: { ...messages, ...keys, ...webhooks, ...own }, timeZone: 'UTC' };
});
