import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { Section } from '@/components/ui/section';

type Props = {
  readonly user: string;
  readonly state: 'on' | 'off' | 'missing' | 'issuer';
  readonly isViewer: boolean;
  readonly resetAction: FormAction<unknown>;
};

/** Another user's two-factor sign-in, which an Administrator can reset. */
export async function UserTwoFactor({ user, state, isViewer, resetAction }: Props) {
  const [t, names] = await Promise.all([getTranslations('twoFactor.users'), getTranslations('twoFactor')]);
  const lead = isViewer && state === 'on' ? t('own') : t(`resetLead.${state}`);
  return (
    <Section title={names('title')} lead={lead}>
      {state === 'on' && !isViewer && (
        <ActionForm
          action={resetAction}
          submit={t('reset')}
          submitting={t('resetting')}
          look="secondary"
          done=""
        >
          <input type="hidden" name="user" value={user} />
        </ActionForm>
      )}
    </Section>
  );
}
