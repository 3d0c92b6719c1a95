import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { Section } from '@/components/ui/section';
import { ProofFirst } from './proof-first';

type Props = {
  readonly setting: {
    readonly passwords: boolean;
    readonly issuer: string | null;
    readonly isByIssuer: boolean;
    readonly isFresh: boolean;
    readonly unlinked: number;
  };
  readonly passwordsAction: FormAction<unknown>;
};

/** Switches password sign-in off for everyone, and on again. */
export async function PasswordSetting({ setting, passwordsAction }: Props) {
  const { passwords, issuer, isByIssuer, isFresh, unlinked } = setting;
  if (passwords && issuer === null) return null;
  const [t, proof] = await Promise.all([getTranslations('oidc.passwords'), getTranslations('oidc.proof')]);
  const name = issuer ?? 'none';
  const lead = passwords ? t(isByIssuer ? 'on' : 'needsSession', { name }) : t('off', { name });
  if (isByIssuer && !isFresh) {
    const messages = {
      open: proof('open', { name }),
      waiting: proof('waiting', { name }),
      blocked: proof('blocked'),
      failed: proof('failed'),
    };
    return (
      <Section title={t('title')} lead={lead}>
        <p className="mb-4 max-w-160">{t('first', { name })}</p>
        <ProofFirst messages={messages} />
      </Section>
    );
  }
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
