import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { loadRecoveryMessages } from './load-recovery-messages';
import { type NewRecoveryCodes, RecoveryCodesForm } from './recovery-codes';

type Props = {
  /** Null before it is begun. */
  readonly setUp: {
    readonly qrCode: { readonly size: number; readonly path: string };
    readonly groups: readonly string[];
  } | null;
  /** The page to open once it is on and the recovery codes are kept. */
  readonly after: string;
  readonly beginAction: FormAction<unknown>;
  readonly confirmAction: FormAction<NewRecoveryCodes>;
};

/** Begins two-factor sign-in: shows the key, and asks for the first code of it. */
export async function TwoFactorSetUp({ setUp, after, beginAction, confirmAction }: Props) {
  const t = await getTranslations('twoFactor');
  if (!setUp)
    return (
      <ActionForm
        key="begin"
        action={beginAction}
        submit={t('begin')}
        submitting={t('beginning')}
        look="secondary"
        done=""
      />
    );
  const { qrCode, groups } = setUp;
  return (
    <RecoveryCodesForm
      key={groups.join('')}
      action={confirmAction}
      submit={t('confirm')}
      submitting={t('confirming')}
      after={after}
      messages={await loadRecoveryMessages()}
    >
      <p className="max-w-160">{t('scan')}</p>
      {/* Dark on light in every theme: not every app reads the reverse. */}
      <svg
        role="img"
        aria-label={t('qrCode')}
        viewBox={`0 0 ${qrCode.size} ${qrCode.size}`}
        shapeRendering="crispEdges"
        className="size-48 rounded-control border border-line"
      >
        <rect width={qrCode.size} height={qrCode.size} fill="#fff" />
        <path d={qrCode.path} fill="#000" />
      </svg>
      <p>
        {t('key')}: <code className="font-mono text-[0.8125rem] text-ink">{groups.join(' ')}</code>
      </p>
      <p className="max-w-160">{t('confirmStep')}</p>
      <TextInput
        name="code"
        label={t('code')}
        hint={t('codeHint')}
        inputMode="numeric"
        maxLength={16}
        required
        autoComplete="one-time-code"
      />
      <p className="max-w-160 text-[0.8125rem] text-ink-2">{t('pendingHint')}</p>
    </RecoveryCodesForm>
  );
}
