'use client';

import { useErrorWords } from '@/components/shell/error-words';
import { button } from '@/components/ui/button';

type Props = { readonly error: unknown; readonly retry: () => void };

export default function ErrorPage({ error, retry }: Props) {
  const words = useErrorWords();
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-3 px-4 py-16" role="alert">
      <h1 className="text-xl font-bold">{words.title}</h1>
      <p className="text-ink-2">
        {words.text} {digest && <code className="font-mono">{digest}</code>}
      </p>
      <button type="button" className={button.secondary} onClick={retry}>
        {words.tryAgain}
      </button>
    </main>
  );
}
