import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { CenteredPage } from '@/components/shell/centered-page';
import { linkClass } from '@/components/ui/link-class';
import { routes, safeNext } from '@/lib/routes';
import { findViewer } from '@/lib/server/auth/guard';
import { env } from '@/lib/server/env';
import { isCodeAwaited } from '@/lib/server/use-cases/two-factor/finish-sign-in';
import { codeAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('twoFactor.signIn'))('title') };
}

/** The second step of a sign-in, for a browser that has given a right password. */
export default async function SecondStepPage({ searchParams }: PageProps<'/sign-in/two-factor'>) {
  if (await findViewer()) redirect(routes.home());
  const { next } = await searchParams;
  const after = safeNext(typeof next === 'string' ? next : null);
  if (!(await isCodeAwaited())) redirect(routes.signIn(after));
  const [t, names, app] = await Promise.all([
    getTranslations('twoFactor.signIn'),
    getTranslations('twoFactor'),
    getTranslations('app'),
  ]);
  return (
    <CenteredPage brand={app('name')} note={env().codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">{t('lead')}</p>
      <ActionForm action={codeAction} submit={t('submit')} submitting={t('submitting')} done="">
        {after && <input type="hidden" name="next" value={after} />}
        <TextInput
          name="code"
          label={names('code')}
          hint={t('codeHint')}
          maxLength={64}
          required
          autoComplete="one-time-code"
        />
      </ActionForm>
      <p className="mt-5 text-[0.8125rem] text-ink-2">{t('lost')}</p>
      <p className="mt-2 text-[0.8125rem]">
        <a href={routes.signIn(after)} className={linkClass}>
          {t('again')}
        </a>
      </p>
    </CenteredPage>
  );
}
