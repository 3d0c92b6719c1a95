'use client';

import { useRouter } from 'next/navigation';
import { type ComponentProps, useCallback } from 'react';
import { IssuerProof } from '@/components/form/issuer-proof';

/** In place of what asks for a fresh sign-in, until the user has given it at the issuer. */
export function ProofFirst({ messages }: Pick<ComponentProps<typeof IssuerProof>, 'messages'>) {
  const router = useRouter();
  const showRest = useCallback(() => router.refresh(), [router]);
  return <IssuerProof messages={messages} onProved={showRest} />;
}
