import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { button, wrappedLabel } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { signInRoutes } from '@/lib/routes';
import { type OidcRefusal, toOidcRefusal } from '@/lib/users/oidc-refusal';

type Props = {
  readonly identity: {
    readonly issuer: string;
    readonly isLinked: boolean;
    readonly found: { readonly subject: string; readonly email: string } | null;
    readonly hasPassword: boolean;
    readonly arePasswordsOff: boolean;
  };
  /** How the way to the issuer and back ended, from the address. */
  readonly outcome: unknown;
  readonly linkAction: FormAction<unknown>;
  readonly unlinkAction: FormAction<unknown>;
};

/** The account's identity at the issuer of OpenID Connect: link it, or take the link away. */
export async function OwnIdentity({ identity, outcome, linkAction, unlinkAction }: Props) {
  const { issuer, isLinked, found, hasPassword, arePasswordsOff } = identity;
  const t = await getTranslations('oidc.link');
  const name = issuer;
  const refusal = toOidcRefusal(outcome);
  if (isLinked) {
    const canUnlink = hasPassword && !arePasswordsOff;
    return (
      <Section title={t('title', { name })} lead={t(canUnlink ? 'linked' : 'onlyWay', { name })}>
        {canUnlink && (
          <ActionForm
            action={unlinkAction}
            submit={t('unlink')}
            submitting={t('unlinking')}
            look="secondary"
            done=""
          />
        )}
      </Section>
    );
  }
  return (
    <Section title={t('title', { name })} lead={t('lead', { name })}>
      {refusal && <Refusal name={name} reason={refusal} />}
      {found ? (
        <ActionForm action={linkAction} submit={t('confirm')} submitting={t('linking')} done="">
          <p className="max-w-160 break-words">
            {t('found', { name, email: found.email || found.subject, subject: found.subject })}
          </p>
          <input type="hidden" name="subject" value={found.subject} />
        </ActionForm>
      ) : (
        <a href={signInRoutes.oidcLink()} className={`${button.secondary} ${wrappedLabel}`}>
          {t('start', { name })}
        </a>
      )}
    </Section>
  );
}

async function Refusal({ name, reason }: { readonly name: string; readonly reason: OidcRefusal }) {
  const errors = await getTranslations('errors');
  return (
    <div className="mb-4">
      <Notice tone="danger" live>
        {errors('oidc-refused', { name, reason })}
      </Notice>
    </div>
  );
}
