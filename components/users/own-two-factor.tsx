import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { Moment } from '@/components/ui/moment';
import { Section } from '@/components/ui/section';
import { routes } from '@/lib/routes';
import { loadRecoveryMessages } from './load-recovery-messages';
import { type NewRecoveryCodes, RecoveryCodesForm } from './recovery-codes';
import { TwoFactorSetUp } from './two-factor-set-up';

type Props = {
  readonly twoFactor: {
    readonly state: 'without-password' | 'off' | 'pending' | 'on';
    readonly isRequired: boolean;
    readonly since: number | null;
    readonly codesLeft: number;
    readonly setUp: {
      readonly qrCode: { readonly size: number; readonly path: string };
      readonly groups: readonly string[];
    } | null;
  };
  readonly beginAction: FormAction<unknown>;
  readonly confirmAction: FormAction<NewRecoveryCodes>;
  readonly renewAction: FormAction<NewRecoveryCodes>;
  readonly offAction: FormAction<unknown>;
};

export async function OwnTwoFactor({ twoFactor, beginAction, confirmAction, ...on }: Props) {
  const t = await getTranslations('twoFactor');
  const { state, setUp, isRequired } = twoFactor;
  if (state === 'without-password') return <Section title={t('title')}>{t('withoutPassword')}</Section>;
  return (
    <Section title={t('title')} lead={[t('lead'), isRequired && t('required')].filter(Boolean).join(' ')}>
      {state === 'on' ? (
        <SwitchedOn twoFactor={twoFactor} {...on} />
      ) : (
        <TwoFactorSetUp
          setUp={setUp}
          after={routes.account()}
          beginAction={beginAction}
          confirmAction={confirmAction}
        />
      )}
    </Section>
  );
}

type OnProps = Pick<Props, 'twoFactor' | 'renewAction' | 'offAction'>;

async function SwitchedOn({ twoFactor, renewAction, offAction }: OnProps) {
  const { since, codesLeft, isRequired } = twoFactor;
  const [t, locale, messages] = await Promise.all([
    getTranslations('twoFactor'),
    getLocale(),
    loadRecoveryMessages(),
  ]);
  return (
    <div className="flex flex-col gap-5">
      <p>
        {t('on')} <Moment at={since ?? 0} locale={locale} />
      </p>
      <RecoveryCodesForm
        action={renewAction}
        submit={t('renew')}
        submitting={t('renewing')}
        look="secondary"
        after={routes.account()}
        messages={messages}
      >
        <p>{t('codesLeft', { count: codesLeft })}</p>
      </RecoveryCodesForm>
      {isRequired ? (
        <p className="max-w-160">{t('kept')}</p>
      ) : (
        <ActionForm
          action={offAction}
          submit={t('off')}
          submitting={t('switchingOff')}
          look="secondary"
          done=""
        >
          <TextInput
            name="code"
            label={t('code')}
            hint={t('offHint')}
            maxLength={64}
            required
            autoComplete="one-time-code"
          />
        </ActionForm>
      )}
    </div>
  );
}
