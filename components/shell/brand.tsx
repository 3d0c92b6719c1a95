export function Brand({ name }: { readonly name: string }) {
  return (
    <span className="flex items-center gap-2.5 px-2 font-semibold text-ink">
      <span
        aria-hidden="true"
        className="grid size-6 place-items-center rounded-control bg-ink text-xs font-bold text-paper"
      >
        S
      </span>
      {name}
    </span>
  );
}
