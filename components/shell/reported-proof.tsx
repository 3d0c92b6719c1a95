'use client';

import { useEffect } from 'react';
import { button } from '@/components/ui/button';
import { type ProofReport, proofChannel } from '@/lib/users/fresh-sign-in';

/** Reports to the window that asked, which this one can't see, and closes this one unless there is something to read. */
export function ReportedProof({ report, close }: { readonly report: ProofReport; readonly close: string }) {
  useEffect(() => {
    const channel = new BroadcastChannel(proofChannel);
    channel.postMessage(report);
    channel.close();
    if (report === 'done') window.close();
  }, [report]);
  return (
    <button type="button" onClick={() => window.close()} className={`mt-5 ${button.secondary}`}>
      {close}
    </button>
  );
}
