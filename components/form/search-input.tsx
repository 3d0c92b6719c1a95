type Props = { readonly label: string; readonly search: string; readonly onType: () => void };

/** Shows the key that leads to it until it has focus. */
export function SearchInput({ label, search, onType }: Props) {
  return (
    <div className="relative">
      <input
        type="search"
        name="search"
        defaultValue={search}
        maxLength={100}
        aria-label={label}
        placeholder={label}
        onChange={onType}
        aria-keyshortcuts="/"
        className="peer w-full rounded-control border border-line-strong bg-surface px-3 py-1.5 text-ink placeholder:text-ink-3"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-xs text-ink-3 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden max-sm:hidden"
      >
        /
      </span>
    </div>
  );
}
