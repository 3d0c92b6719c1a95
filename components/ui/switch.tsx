type Props = {
  readonly name: string;
  readonly checked: boolean;
  readonly label: string;
  readonly disabled: boolean;
  readonly describedBy?: string | undefined;
  /** Called instead of submitting the form that contains the switch. */
  readonly opens?: (() => void) | undefined;
};

/**
 * A native button with the role of a switch. It submits its form, or opens what has to be decided first. Its name is
 * what it switches. The label next to it shows the state that `aria-checked` gives to a screen reader.
 */
export function Switch({ name, checked, label, disabled, describedBy, opens }: Props) {
  return (
    <span className="inline-flex min-h-8 items-center gap-2.5">
      <button
        type={opens ? 'button' : 'submit'}
        role="switch"
        aria-checked={checked}
        aria-label={name}
        aria-describedby={describedBy}
        aria-disabled={disabled}
        onClick={(event) => {
          if (disabled) event.preventDefault();
          else opens?.();
        }}
        className="relative flex h-5 w-[2.125rem] items-center rounded-full bg-track-off p-0.5 motion-safe:transition-colors before:absolute before:-inset-2 aria-checked:bg-positive aria-disabled:cursor-not-allowed aria-disabled:opacity-60 [&[aria-checked=true]>span]:translate-x-3.5"
      >
        <span aria-hidden="true" className="size-4 rounded-full bg-knob motion-safe:transition-transform" />
      </button>
      <span className={checked ? 'text-ink' : 'text-ink-2'}>{label}</span>
    </span>
  );
}
