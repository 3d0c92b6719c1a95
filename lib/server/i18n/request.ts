import 'server-only';

import { getRequestConfig } from 'next-intl/server';
import { currentLocale } from './locale';

export default getRequestConfig(async () => {
  const locale = await currentLocale();
  const { default: messages } = await import(`@/messages/${locale}.json`);
  return { locale, messages, timeZone: 'UTC' };
});
