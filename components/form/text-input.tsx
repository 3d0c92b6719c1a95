'use client';

import { type InputHTMLAttributes, useId } from 'react';
import { useFieldFailure } from './action-form';
import { inputClass } from './field-frame';

type Props = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'defaultValue' | 'autoComplete' | 'inputMode' | 'maxLength' | 'minLength' | 'required'
> & { readonly name: string; readonly label: string; readonly hint?: string };

/** A field of an `ActionForm`. */
export function TextInput({ name, label, hint, ...input }: Props) {
  const failure = useFieldFailure(name);
  const id = useId();
  const hintId = `${id}-hint`;
  const describedBy = [hint && hintId, failure['aria-describedby']].filter(Boolean).join(' ');
  return (
    <div className="w-full max-w-100">
      <label htmlFor={id} className="mb-1 block">
        {label}
      </label>
      <input
        {...input}
        id={id}
        name={name}
        aria-invalid={failure['aria-invalid']}
        aria-describedby={describedBy || undefined}
        className={inputClass}
      />
      {hint && (
        <p id={hintId} className="mt-1 text-[0.8125rem] text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
