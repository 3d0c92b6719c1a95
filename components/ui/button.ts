const base =
  'inline-flex min-h-9 items-center justify-center gap-2 rounded-control px-4 text-sm font-medium whitespace-nowrap motion-safe:transition-colors disabled:cursor-not-allowed disabled:opacity-60';

/** Classes rather than a component: the same looks serve buttons, links and submit buttons of a form. */
export const button = {
  primary: `${base} bg-accent text-on-accent hover:bg-accent-hover`,
  secondary: `${base} border border-line-strong bg-surface text-ink hover:bg-sunken`,
  danger: `${base} bg-danger text-on-accent hover:opacity-90`,
  quiet: `${base} text-ink-2 hover:bg-sunken hover:text-ink`,
} as const;

/** Lets a label with a name of unknown length wrap on a narrow screen, in addition to a look. */
export const wrappedLabel = 'max-w-full py-1.5 text-center whitespace-normal! wrap-anywhere';
