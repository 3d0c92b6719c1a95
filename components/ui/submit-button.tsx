'use client';

import { useFormStatus } from 'react-dom';
import { button } from './button';

type Props = { readonly label: string; readonly pendingWord: string };

/** Says that it is at work while its form's action runs. */
export function SubmitButton({ label, pendingWord }: Props) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      aria-disabled={pending}
      onClick={(event) => pending && event.preventDefault()}
      className={button.secondary}
    >
      {pending ? pendingWord : label}
    </button>
  );
}
