'use client';

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
  return (
    <label className="block w-full max-w-60">
      <span className="mb-1 block">{label}</span>
      <select {...useFieldFailure(name)} name={name} defaultValue={defaultValue} className={inputClass}>
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
