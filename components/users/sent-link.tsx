'use client';

import type { ReactNode } from 'react';
import { CopyBox } from '@/components/ui/copy/copy-box';
import type { CopyMessages } from '@/components/ui/copy/copy-messages';

export type SentLink = { readonly email: string; readonly url: string; readonly isMailed: boolean };

export type SentLinkMessages = {
  readonly mailed: string;
  readonly byHand: string;
  readonly copyLink: string;
  readonly copying: CopyMessages;
};

/** An address that is shown once. */
export function SentLinkBox({
  link,
  messages,
}: {
  readonly link: SentLink;
  readonly messages: SentLinkMessages;
}): ReactNode {
  const text = link.isMailed ? messages.mailed : messages.byHand;
  return (
    <div className="max-w-160">
      <p>{text.replace('{email}', link.email)}</p>
      <CopyBox text={link.url} label={messages.copyLink} messages={messages.copying} />
    </div>
  );
}
