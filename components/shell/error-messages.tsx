'use client';

import { createContext, type ReactNode, useContext } from 'react';

// An error boundary runs in the browser, where there is no dictionary: the root layout hands it its sentences.

export type ErrorMessages = {
  readonly title: string;
  readonly text: string;
  readonly tryAgain: string;
};

const Messages = createContext<ErrorMessages>({ title: '', text: '', tryAgain: '' });

export function ErrorWordsProvider({
  messages,
  children,
}: {
  readonly messages: ErrorMessages;
  readonly children: ReactNode;
}) {
  return <Messages value={messages}>{children}</Messages>;
}

export function useErrorMessages(): ErrorMessages {
  return useContext(Messages);
}
