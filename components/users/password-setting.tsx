import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { Section } from '@/components/ui/section';

type Props = {
  readonly setting: {
    readonly passwords: boolean;
    readonly issuer: string | null;
    readonly isByIssuer: boolean;
    readonly unlinked: number;
  };
  readonly passwordsAction: FormAction<unknown>;
};

/** Switches password sign-in off for everyone, and on again. */
export async function PasswordSetting({ setting, passwordsAction }: Props) {
  const { passwords, issuer, isByIssuer, unlinked } = setting;
  if (passwords && issuer === null) return null;
  const t = await getTranslations('oidc.passwords');
  const name = issuer ?? 'none';
  const lead = passwords ? t(isByIssuer ? 'on' : 'needsSession', { name }) : t('off', { name });
  return (
    <Section title={t('title')} lead={lead}>
      {passwords && isByIssuer && (
        <ActionForm
          key="off"
          action={passwordsAction}
          submit={t('switchOff')}
          submitting={t('switching')}
          look="danger"
          done=""
        >
          {unlinked > 0 && <p className="max-w-160">{t('unlinked', { count: unlinked })}</p>}
          <input type="hidden" name="to" value="off" />
        </ActionForm>
      )}
      {!passwords && (
        <ActionForm
          key="on"
          action={passwordsAction}
          submit={t('switchOn')}
          submitting={t('switching')}
          look="secondary"
          done=""
        >
          <input type="hidden" name="to" value="on" />
        </ActionForm>
      )}
    </Section>
  );
}
