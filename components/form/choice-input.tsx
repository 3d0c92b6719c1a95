'use client';

import { useId } from 'react';
import { useFieldFailure } from './action-form';
import { inputClass } from './field-frame';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly defaultValue: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
};

/** A field of an `ActionForm` with one of several values. */
export function ChoiceInput({ name, label, defaultValue, choices }: Props) {
  const id = useId();
  return (
    <div className="w-full max-w-60">
      <label htmlFor={id} className="mb-1 block">
        {label}
      </label>
      <select
        {...useFieldFailure(name)}
        id={id}
        name={name}
        defaultValue={defaultValue}
        className={inputClass}
      >
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
