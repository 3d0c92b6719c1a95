'use client';

import { createContext, type ReactNode, useContext } from 'react';

// An error boundary runs in the browser, where there is no dictionary: the root layout hands it its sentences.

export type ErrorWords = {
  readonly title: string;
  readonly text: string;
  readonly tryAgain: string;
};

const Words = createContext<ErrorWords>({ title: '', text: '', tryAgain: '' });

export function ErrorWordsProvider({
  words,
  children,
}: {
  readonly words: ErrorWords;
  readonly children: ReactNode;
}) {
  return <Words value={words}>{children}</Words>;
}

export function useErrorWords(): ErrorWords {
  return useContext(Words);
}
