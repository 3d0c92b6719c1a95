'use client';

import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Dialog } from '@/components/ui/dialog';
import { postNdjson } from '@/lib/post-ndjson';
import { freshSignIn } from '@/lib/routes';
import type { FreshSignInQuestion } from '@/lib/users/fresh-sign-in';
import { FreshSignInMethods } from './fresh-sign-in-methods';

/**
 * Asks the person to prove who they are, above the page as it is: the form below stays mounted, and so does what was typed.
 * Returns false if they cancel, or if the question can't be asked.
 */
export async function askFreshSignIn(): Promise<boolean> {
  const answer = await postNdjson<never, FreshSignInQuestion>(freshSignIn.question, {});
  if (answer.outcome !== 'ok') return false;
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const isProven = await new Promise<boolean>((resolve) => {
    root.render(<FreshSignInDialog question={answer.value} onEnd={resolve} />);
  });
  root.unmount();
  host.remove();
  return isProven;
}

type Props = {
  readonly question: FreshSignInQuestion;
  readonly onEnd: (isProven: boolean) => void;
};

function FreshSignInDialog({ question, onEnd }: Props) {
  const [isOpen, setOpen] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const isProven = useRef(false);
  const { words } = question;

  // The page below is another one after that, and what it asked for is gone with it.
  useEffect(() => {
    const close = () => setOpen(false);
    window.addEventListener('popstate', close);
    return () => window.removeEventListener('popstate', close);
  }, []);

  return (
    <Dialog title={words.title} isOpen={isOpen} isBusy={isBusy} onClose={() => onEnd(isProven.current)}>
      <p className="text-ink-2">{words.why}</p>
      <p className="mt-2 break-words text-ink-2">{words.account}</p>
      <FreshSignInMethods
        question={question}
        onBusy={setBusy}
        onCancel={() => setOpen(false)}
        onProven={() => {
          isProven.current = true;
          setOpen(false);
        }}
      />
    </Dialog>
  );
}
