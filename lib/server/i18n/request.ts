import 'server-only';

import { getRequestConfig } from 'next-intl/server';
import { currentLocale } from './locale';

export default getRequestConfig(async () => {
  const locale = await currentLocale();
  const { messages } = await (locale === 'fr' ? import('@/messages/fr') : import('@/messages/en'));
  return { locale, messages, timeZone: 'UTC' };
});
