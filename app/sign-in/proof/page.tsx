import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CenteredPage } from '@/components/shell/centered-page';
import { ReportedProof } from '@/components/shell/reported-proof';
import { env } from '@/lib/server/env';
import { toOidcRefusal } from '@/lib/users/oidc-refusal';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') };
}

/** The end of the second window in which a user proved, or did not prove, who they are. It decides nothing. */
export default async function ProofPage({ searchParams }: PageProps<'/sign-in/proof'>) {
  const { result } = await searchParams;
  const { codat, oidc } = env();
  const [t, errors, app] = await Promise.all([
    getTranslations('oidc.proof'),
    getTranslations('errors'),
    getTranslations('app'),
  ]);
  const isDone = result === 'done';
  const reason = toOidcRefusal(result) ?? 'answer';
  return (
    <CenteredPage
      brand={app('name')}
      note={codat.local ? app('local') : null}
      title={t(isDone ? 'title' : 'failedTitle')}
    >
      <p className="mt-1.5 text-ink-2">
        {isDone ? t('done') : errors('oidc-refused', { name: oidc?.name ?? '', reason })}
      </p>
      <ReportedProof report={isDone ? 'done' : 'failed'} close={t('close')} />
    </CenteredPage>
  );
}
