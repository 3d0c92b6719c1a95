'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import { button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { postNdjson } from '@/lib/post-ndjson';
import { type Outcome, toFailureMessage } from '@/lib/result';
import { freshSignIn } from '@/lib/routes';
import type { FreshSignInQuestion } from '@/lib/users/fresh-sign-in';
import { inputClass } from './field-frame';
import { IssuerProof } from './issuer-proof';
import { useSubmission } from './use-submission';

export type FreshSignInMethodsProps = {
  readonly question: FreshSignInQuestion;
  /** Called once the server has stamped this very session. */
  readonly onProven: () => void;
  readonly onBusy: (isBusy: boolean) => void;
  readonly onCancel: () => void;
};

/** The ways in which this account can prove itself. Another way is another component here, with the same props. */
export function FreshSignInMethods(props: FreshSignInMethodsProps) {
  const { methods, words, issuerWords } = props.question;
  const issuer = issuerWords && (
    <IssuerProof words={issuerWords} isOnlyWay={!methods.password} onProven={props.onProven} />
  );
  if (methods.password) {
    return (
      <>
        {issuer}
        <PasswordProof {...props} />
      </>
    );
  }
  return (
    <>
      {issuer ?? <p className="mt-4">{words.noPassword}</p>}
      <DialogActions>
        <button type="button" className={button.quiet} onClick={props.onCancel}>
          {words.cancel}
        </button>
      </DialogActions>
    </>
  );
}

function PasswordProof({ question, onProven, onBusy, onCancel }: FreshSignInMethodsProps) {
  const { words, email, methods } = question;
  const { answer, isSending, submit } = useSubmission<void>();
  const [isEmpty, setEmpty] = useState(false);
  const [isEnded, setEnded] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  const id = useId();
  const said = toFailureMessage(answer, isEnded ? words.ended : words.lost);
  const trouble = isEmpty ? words.empty : isSending ? null : said;

  async function prove(event: FormEvent): Promise<void> {
    event.preventDefault();
    const typed = password.current?.value ?? '';
    setEmpty(typed === '');
    if (typed === '') return password.current?.focus();
    const onSignedOut = () => setEnded(true);
    const proof = { password: typed, code: code.current?.value ?? '' };
    const latest = await submit(() => {
      onBusy(true);
      setEnded(false);
      return postNdjson(freshSignIn.password, proof, { onSignedOut });
    });
    // Another one is in flight, which the dialog still waits for.
    if (!latest) return;
    onBusy(false);
    if (latest.outcome === 'ok') onProven();
    else (isAboutCode(latest) ? code : password).current?.select();
  }

  return (
    <form noValidate onSubmit={prove}>
      {/* For password managers, which look for the account next to its password. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <div className="mt-4">
        <label htmlFor={id} className="mb-1 block">
          {words.password}
        </label>
        <input
          ref={password}
          id={id}
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
          aria-invalid={trouble !== null && !isAboutCode(answer)}
          aria-describedby={`${id}-error`}
          className={inputClass}
        />
      </div>
      {methods.code && (
        <div className="mt-3">
          <label htmlFor={`${id}-code`} className="mb-1 block">
            {words.code}
          </label>
          <input
            ref={code}
            id={`${id}-code`}
            autoComplete="one-time-code"
            required
            maxLength={64}
            aria-invalid={trouble !== null && isAboutCode(answer)}
            aria-describedby={`${id}-hint ${id}-error`}
            className={inputClass}
          />
          <p id={`${id}-hint`} className="mt-1 text-[0.8125rem] text-ink-3">
            {words.codeHint}
          </p>
        </div>
      )}
      <p id={`${id}-error`} role="alert" className="mt-1 text-[0.8125rem] text-danger empty:hidden">
        {trouble}
      </p>
      <DialogActions>
        <button
          type="button"
          className={button.quiet}
          aria-disabled={isSending}
          onClick={() => {
            if (!isSending) onCancel();
          }}
        >
          {words.cancel}
        </button>
        <button type="submit" className={button.primary} aria-disabled={isSending}>
          {isSending ? words.submitting : words.submit}
        </button>
      </DialogActions>
    </form>
  );
}

function isAboutCode(answer: Outcome<unknown> | null): boolean {
  return answer?.outcome === 'failed' && answer.code === 'wrong-code';
}
