'use client';

import { useErrorMessages } from '@/components/shell/error-messages';
import { button } from '@/components/ui/button';

type Props = { readonly error: unknown; readonly retry: () => void };

export default function ErrorPage({ error, retry }: Props) {
  const messages = useErrorMessages();
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-3 px-4 py-16" role="alert">
      <h1 className="text-xl font-bold">{messages.title}</h1>
      <p className="text-ink-2">
        {messages.text} {digest && <code className="font-mono">{digest}</code>}
      </p>
      <button type="button" className={button.secondary} onClick={retry}>
        {messages.tryAgain}
      </button>
    </main>
  );
}
