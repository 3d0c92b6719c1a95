'use client';

import { useActionState } from 'react';
import { button } from '@/components/ui/button';
import type { SignInFailure } from '@/lib/result';

type Props = {
  readonly next: string | null;
  readonly messages: {
    readonly email: string;
    readonly password: string;
    readonly submit: string;
    readonly submitting: string;
  };
  readonly signInAction: (previous: SignInFailure | null, form: FormData) => Promise<SignInFailure>;
};

const inputLooks = 'mt-1 w-full rounded-control border border-line-strong bg-surface px-3 py-2 text-ink';

export function SignInForm({ next, messages, signInAction }: Props) {
  const [failure, submit, pending] = useActionState<SignInFailure | null, FormData>(signInAction, null);
  return (
    <form action={submit} className="flex flex-col gap-4">
      {next && <input type="hidden" name="next" value={next} />}
      <label>
        {messages.email}
        <input
          type="email"
          name="email"
          defaultValue={failure?.email}
          readOnly={pending}
          required
          maxLength={254}
          autoComplete="username"
          className={inputLooks}
        />
      </label>
      <label>
        {messages.password}
        <input
          type="password"
          name="password"
          readOnly={pending}
          required
          maxLength={128}
          autoComplete="current-password"
          aria-invalid={failure?.code === 'wrong-credentials'}
          aria-describedby="sign-in-failure"
          className={inputLooks}
        />
      </label>
      <p id="sign-in-failure" role="alert" className="text-danger empty:hidden">
        {!pending && failure?.message}
      </p>
      <button
        type="submit"
        aria-disabled={pending}
        onClick={(event) => pending && event.preventDefault()}
        className={button.primary}
      >
        {pending ? messages.submitting : messages.submit}
      </button>
    </form>
  );
}
