import 'server-only';

import { cookies } from 'next/headers';
import { z } from 'zod';
import { locales } from '@/lib/integrations/locale';
import { forPublic } from '../../auth/guard';
import { sessionCookie } from '../../auth/sessions/session-token';
import { localeCookie, themeCookie, themes } from '../../i18n/locale';

const yearSeconds = 365 * 86_400;

/** Changes a cookie of this browser and nothing else. */
export const chooseLanguage = forPublic('language', z.enum(locales), (locale) => keep(localeCookie, locale));

export const chooseTheme = forPublic('theme', z.enum(themes), (theme) => keep(themeCookie, theme));

async function keep(name: string, value: string): Promise<void> {
  (await cookies()).set(name, value, { ...sessionCookie().options, maxAge: yearSeconds });
}
