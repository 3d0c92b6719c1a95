import type { ReactNode } from 'react';

type Props = { readonly text: string; readonly at: ReactNode };

/** Puts an element in the place `{at}` of a sentence, whose dictionary holds no tags. */
export function Sentence({ text, at }: Props) {
  const [before, after] = text.split('{at}');
  return (
    <>
      {before}
      {at}
      {after}
    </>
  );
}
