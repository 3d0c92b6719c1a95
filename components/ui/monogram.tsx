/**
 * Shown in place of a logo: no image of another origin is ever loaded. The name is next to it, so it is not read out.
 */
export function Monogram({ name }: { readonly name: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-10 shrink-0 place-items-center rounded-card border border-line bg-surface font-semibold text-ink shadow-card"
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
