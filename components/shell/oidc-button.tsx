import type { Route } from 'next';
import { getTranslations } from 'next-intl/server';
import { button, wrappedLabel } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { signInRoutes } from '@/lib/routes';
import { toOidcRefusal } from '@/lib/users/oidc-refusal';

type Props = {
  /** Null without an issuer of OpenID Connect. */
  readonly issuer: string | null;
  readonly passwords: boolean;
  readonly next: Route | null;
  /** Why a sign-in at the issuer came to nothing, from the address. */
  readonly refused: unknown;
};

/** The way to the issuer on the sign-in page, or what to do where there is no way in at all. */
export async function OidcButton({ issuer, passwords, next, refused }: Props) {
  if (issuer === null && passwords) return null;
  const [t, errors] = await Promise.all([getTranslations('oidc'), getTranslations('errors')]);
  if (issuer === null) return <Notice tone="danger">{t('noWay')}</Notice>;
  const reason = toOidcRefusal(refused);
  return (
    <div className="flex flex-col gap-4">
      {reason && (
        <Notice tone="danger" live>
          {errors('oidc-refused', { name: issuer, reason })}
        </Notice>
      )}
      {!passwords && <p className="text-ink-2">{t('noPasswords', { name: issuer })}</p>}
      {/* No `next/link`: it would load the address before it is wanted. */}
      <a
        href={signInRoutes.oidcSignIn(next)}
        className={`${button[passwords ? 'secondary' : 'primary']} ${wrappedLabel}`}
      >
        {t('signIn', { name: issuer })}
      </a>
      {passwords && <p className="mb-4 text-center text-[0.8125rem] text-ink-3">{t('or')}</p>}
    </div>
  );
}
