'use client';

import { type InputHTMLAttributes, useId } from 'react';
import { useFieldFailure } from './action-form';
import { inputClass } from './field-frame';

type Props = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'defaultValue' | 'autoComplete' | 'maxLength' | 'minLength' | 'required'
> & { readonly name: string; readonly label: string; readonly hint?: string };

/** A field of an `ActionForm`. */
export function TextInput({ name, label, hint, ...input }: Props) {
  const failure = useFieldFailure(name);
  const hintId = useId();
  const describedBy = [hint && hintId, failure['aria-describedby']].filter(Boolean).join(' ');
  return (
    <label className="block w-full max-w-100">
      <span className="mb-1 block">{label}</span>
      <input
        {...input}
        name={name}
        aria-invalid={failure['aria-invalid']}
        aria-describedby={describedBy || undefined}
        className={inputClass}
      />
      {hint && (
        <span id={hintId} className="mt-1 block text-[0.8125rem] text-ink-3">
          {hint}
        </span>
      )}
    </label>
  );
}
