'use client';

import { useRef, useState } from 'react';

/** Copies a text; where the browser refuses, or lacks a clipboard as on plain http, it selects it for a key press. */
export function useCopy<Shown extends HTMLElement>(text: string) {
  const [outcome, setOutcome] = useState<'copied' | 'selected' | null>(null);
  const shown = useRef<Shown>(null);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setOutcome('selected');
    }
  }

  return { shown, outcome, copy, forget: () => setOutcome(null) };
}
