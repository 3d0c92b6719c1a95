'use client';

import { lazy, Suspense } from 'react';
import type { ReviewDialogProps } from './review-dialog';

// Loaded when a decision is about to be made. A page that is only read does without it.
const Loaded = lazy(async () => ({ default: (await import('./review-dialog')).ReviewDialog }));

export function Review(props: ReviewDialogProps) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}
