'use client';

import { lazy, Suspense } from 'react';
import type { ReviewDialogProps } from './review-dialog';

// Loaded when somebody is about to decide: a page that is only looked at does without it.
const Loaded = lazy(async () => ({ default: (await import('./review-dialog')).ReviewDialog }));

export function Review(props: ReviewDialogProps) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}
