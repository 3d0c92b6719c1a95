import { getTranslations } from 'next-intl/server';
import { respondNdjson } from '@/lib/server/respond-ndjson';
import { readFreshSignIn } from '@/lib/server/use-cases/users/prove-fresh-sign-in';
import type { FreshSignInQuestion } from '@/lib/users/fresh-sign-in';

/** Brings the words of the dialog with it: no page has to carry them for a question that is seldom asked. */
export async function POST(request: Request): Promise<Response> {
  return respondNdjson(request, async (): Promise<FreshSignInQuestion> => {
    const { email, methods } = await readFreshSignIn.untrusted();
    const [t, proof] = await Promise.all([getTranslations('freshSignIn'), getTranslations('oidc.proof')]);
    const { issuer: name } = methods;
    return {
      methods,
      email,
      issuerWords: name
        ? {
            open: proof('open', { name }),
            waiting: proof('waiting', { name }),
            blocked: proof('blocked'),
            failed: proof('failed'),
          }
        : null,
      words: {
        title: t('title'),
        why: t('why'),
        account: t('account', { email }),
        password: t('password'),
        code: t('code'),
        codeHint: t('codeHint'),
        empty: t('empty'),
        noPassword: t('noPassword'),
        submit: t('submit'),
        submitting: t('submitting'),
        cancel: t('cancel'),
        lost: t('lost'),
        ended: t('ended'),
      },
    };
  });
}
