'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { button, wrappedLabel } from '@/components/ui/button';
import { linkClass } from '@/components/ui/link-class';
import { freshSignIn } from '@/lib/routes';
import { type IssuerProofWords, type ProofReport, proofChannel } from '@/lib/users/fresh-sign-in';

type Props = {
  readonly words: IssuerProofWords;
  /** Without a password to give instead. */
  readonly isOnlyWay: boolean;
  /** Called once the server has stamped this very session. */
  readonly onProven: () => void;
};

/**
 * Opens a second window in which the user proves at the issuer who they are, and hears from it how that ended. Nothing of
 * the form under it leaves this page.
 */
export function IssuerProof({ words, isOnlyWay, onProven }: Props) {
  const [state, setState] = useState<'idle' | 'waiting' | 'blocked' | 'failed'>('idle');
  const hear = useEffectEvent((report: ProofReport) => {
    if (report === 'done') onProven();
    else setState('failed');
  });
  useEffect(() => {
    const channel = new BroadcastChannel(proofChannel);
    channel.onmessage = ({ data }: MessageEvent<ProofReport>) => hear(data);
    return () => channel.close();
  }, []);

  function openWindow() {
    const opened = window.open(freshSignIn.issuer, '_blank', 'popup,width=520,height=680');
    setState(opened ? 'waiting' : 'blocked');
  }

  return (
    <div className="mt-4 flex flex-col items-start gap-3">
      <button
        type="button"
        onClick={openWindow}
        className={`${button[isOnlyWay ? 'primary' : 'secondary']} ${wrappedLabel}`}
      >
        {words.open}
      </button>
      <p role="status" className="text-ink-2 empty:hidden">
        {state !== 'idle' && words[state]}{' '}
        {state === 'blocked' && (
          <a href={freshSignIn.issuer} target="_blank" rel="noreferrer" className={linkClass}>
            {words.open}
          </a>
        )}
      </p>
    </div>
  );
}
