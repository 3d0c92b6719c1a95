'use client';

import { useActionState, useId, useRef } from 'react';
import { button } from '@/components/ui/button';
import { Switch } from '@/components/ui/switch';
import type { ActionResult } from '@/lib/result';

export type EnablementWords = {
  readonly enabled: string;
  readonly disabled: string;
  readonly saving: string;
  readonly nowEnabled: string;
  readonly nowDisabled: string;
  readonly confirmTitle: string;
  readonly confirmText: string;
  readonly confirm: string;
  readonly cancel: string;
};

export type EnablementAction = (
  previous: ActionResult<{ readonly enabled: boolean }> | null,
  form: FormData,
) => Promise<ActionResult<{ readonly enabled: boolean }>>;

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly linkedCount: number;
  readonly readOnly: boolean;
  /** True while a change of ours waits for Codat to confirm it. */
  readonly unsettled: boolean;
  /** What explains a switch that can't be moved, or why moving it leads elsewhere. */
  readonly reason: string | null;
  readonly words: EnablementWords;
  readonly enablementAction: EnablementAction;
};

/** Shows only what Codat said: it never moves before the answer, and after a failure it stays where Codat is. */
export function EnablementSwitch(props: Props) {
  const { name, enabled, linkedCount, readOnly, reason, words } = props;
  const [result, submit, pending] = useActionState(props.enablementAction, null);
  const dialog = useRef<HTMLDialogElement>(null);
  const reasonId = useId();
  const asksFirst = enabled && linkedCount > 0;

  return (
    <form action={submit} onSubmit={() => dialog.current?.close()}>
      <input type="hidden" name="instance" value={props.instance} />
      <input type="hidden" name="key" value={props.integrationKey} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      {asksFirst && <input type="hidden" name="acknowledged" value={linkedCount} />}
      <Switch
        name={name}
        checked={enabled}
        word={pending ? words.saving : enabled ? words.enabled : words.disabled}
        disabled={pending || readOnly}
        describedBy={reason ? reasonId : undefined}
        opens={asksFirst ? () => dialog.current?.showModal() : undefined}
      />
      {reason && (
        <p id={reasonId} className={readOnly ? 'mt-1 max-w-52 text-xs text-ink-3' : 'sr-only'}>
          {reason}
        </p>
      )}
      <p
        aria-live="polite"
        className={result?.ok === false ? 'mt-1 max-w-64 text-xs text-danger' : 'sr-only'}
      >
        {result && !pending && !isOver(result, props.unsettled) && said(result, words)}
      </p>
      {asksFirst && (
        <dialog
          ref={dialog}
          aria-labelledby={`${reasonId}-title`}
          className="w-[min(32rem,calc(100vw-2rem))] rounded-card bg-surface p-0 text-ink shadow-pop backdrop:bg-[oklch(0.2_0.03_260/0.45)]"
        >
          <div className="px-6 py-5">
            <h2 id={`${reasonId}-title`} className="text-lg font-semibold">
              {words.confirmTitle}
            </h2>
            <p className="mt-2 text-ink-2">{words.confirmText}</p>
          </div>
          <div className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-6 py-4">
            <button type="button" className={button.quiet} onClick={() => dialog.current?.close()}>
              {words.cancel}
            </button>
            <button type="submit" className={button.danger}>
              {words.confirm}
            </button>
          </div>
        </dialog>
      )}
    </form>
  );
}

/** "It is not known" stays on the screen only for as long as it is not known. */
function isOver(result: ActionResult<unknown>, unsettled: boolean): boolean {
  return !result.ok && result.code === 'outcome-unknown' && !unsettled;
}

function said(result: ActionResult<{ readonly enabled: boolean }>, words: EnablementWords): string {
  if (!result.ok) return result.message;
  return result.value.enabled ? words.nowEnabled : words.nowDisabled;
}
