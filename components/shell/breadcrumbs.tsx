import type { Route } from 'next';
import Link from 'next/link';

type Step = { readonly label: string; readonly href?: Route };

export function Breadcrumbs({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <nav aria-label={steps.map(({ label }) => label).join(' > ')} className="mb-4">
      <ol className="flex flex-wrap gap-x-1.5 text-[0.8125rem] text-ink-3">
        {steps.map(({ label, href }, index) => (
          <li key={label} className="flex gap-x-1.5 last:text-ink">
            {href ? (
              <Link href={href} className="underline-offset-2 hover:text-ink hover:underline">
                {label}
              </Link>
            ) : (
              <span aria-current={index === steps.length - 1 ? 'page' : undefined}>{label}</span>
            )}
            {index < steps.length - 1 && <span aria-hidden="true">/</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
