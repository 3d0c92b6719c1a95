import type { ReactNode } from 'react';

type Props = {
  readonly id: string;
  readonly label: string;
  /** Shown next to the label, such as "Optional" or "In use". */
  readonly aside?: string | undefined;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Further findings about the value, with what can be done about them. */
  readonly below?: ReactNode;
  readonly children: ReactNode;
};

/** Label, hint and error of one control, tied to it by the ids that `describedBy` names. */
export function FieldFrame({ id, label, aside, hint, error, below, children }: Props) {
  return (
    <div className="max-w-130">
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-ink">
          {label}
        </label>
        {aside && <span className="text-[0.8125rem] text-ink-3">{aside}</span>}
      </div>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-[0.8125rem] text-ink-3">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} className="mt-1 text-[0.8125rem] text-danger empty:hidden">
        {error}
      </p>
      {below}
    </div>
  );
}

export function describedBy(id: string, hint: unknown): string {
  return hint ? `${id}-hint ${id}-error` : `${id}-error`;
}

export const inputClass =
  'w-full rounded-control border border-line-strong bg-surface px-3 py-2 text-ink placeholder:text-ink-3 aria-invalid:border-danger';
