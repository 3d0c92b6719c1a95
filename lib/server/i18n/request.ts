import 'server-only';

import { getRequestConfig } from 'next-intl/server';
import { currentLocale } from './locale';

/** A language is asked for by name where no request is, such as for mail. */
export default getRequestConfig(async ({ locale: named }) => {
  const locale = named ?? (await currentLocale());
  const { messages } = await (locale === 'fr' ? import('@/messages/fr') : import('@/messages/en'));
  return { locale, messages, timeZone: 'UTC' };
});
