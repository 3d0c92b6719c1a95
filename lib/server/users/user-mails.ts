import 'server-only';

import { getTranslations } from 'next-intl/server';
import type { Locale } from '@/lib/integrations/locale';
import { env } from '../env';
import { type SealedMail, sealMail } from '../outbox/outbox';
import { linkLifeMs, type NewLink } from './user-links';

type Recipient = { readonly email: string; readonly language: Locale };

/** Null where no mail is sent. */
export async function mailWithLink(
  { kind, url }: NewLink,
  { email, language }: Recipient,
): Promise<SealedMail | null> {
  if (!env().mail) return null;
  const t = await getTranslations({ locale: language, namespace: 'mail' });
  const facts = { url, host: new URL(url).host, days: linkLifeMs[kind] / 86_400_000 };
  return sealMail({
    recipient: email,
    subject: kind === 'invitation' ? t('invitation.subject', facts) : t('password.subject', facts),
    text: `${kind === 'invitation' ? t('invitation.text', facts) : t('password.text', facts)}\n`,
  });
}
