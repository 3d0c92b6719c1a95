'use client';

import { useEffect, useState } from 'react';
import { button } from '@/components/ui/button';
import { linkClass } from '@/components/ui/link-class';
import { routes } from '@/lib/routes';
import { type ProofReport, proofChannel } from '@/lib/users/fresh-sign-in';

type Props = {
  readonly messages: Readonly<Record<'open' | 'waiting' | 'blocked' | 'failed', string>>;
  readonly onProved: () => void;
};

/**
 * Opens a second window in which the user proves at the issuer who they are, and hears from it how that ended. Nothing of
 * the form under it leaves this page.
 */
export function IssuerProof({ messages, onProved }: Props) {
  const [state, setState] = useState<'idle' | 'waiting' | 'blocked' | 'failed'>('idle');
  useEffect(() => {
    const channel = new BroadcastChannel(proofChannel);
    channel.onmessage = ({ data }: MessageEvent<ProofReport>) => {
      if (data === 'done') onProved();
      else setState('failed');
    };
    return () => channel.close();
  }, [onProved]);

  function openWindow() {
    const opened = window.open(routes.oidcProof(), '_blank', 'popup,width=520,height=680');
    setState(opened ? 'waiting' : 'blocked');
  }

  return (
    <div className="flex flex-col items-start gap-3">
      <button type="button" onClick={openWindow} className={button.secondary}>
        {messages.open}
      </button>
      <p role="status" className="text-ink-2 empty:hidden">
        {state !== 'idle' && messages[state]}{' '}
        {state === 'blocked' && (
          <a href={routes.oidcProof()} target="_blank" rel="noreferrer" className={linkClass}>
            {messages.open}
          </a>
        )}
      </p>
    </div>
  );
}
