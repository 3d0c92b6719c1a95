import type { ReactNode } from 'react';

const tones = {
  caution: 'bg-caution-soft',
  danger: 'bg-danger-soft',
  neutral: 'bg-sunken',
  positive: 'bg-positive-soft',
} as const;

type Props = {
  readonly tone: keyof typeof tones;
  readonly title?: string;
  readonly children?: ReactNode;
  /** For what appears after the page was read out. */
  readonly live?: boolean;
};

export function Notice({ tone, title, children, live = false }: Props) {
  return (
    <div role={live ? 'alert' : undefined} className={`rounded-card px-4 py-3 text-sm ${tones[tone]}`}>
      {title && <p className="font-semibold text-ink">{title}</p>}
      {children && <div className="text-ink-2">{children}</div>}
    </div>
  );
}
