'use client';

import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react';

type Props = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** True while an action is in progress that closing would not stop. */
  readonly isBusy?: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
};

/** The native dialog. It traps focus, closes on Escape and gives the focus back automatically. */
export function Dialog({ title, isOpen, onClose, isBusy = false, wide = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // The browser reports the closing a moment later. That report must not close a dialog that was opened again at once.
  const tellClosed = useEffectEvent(() => {
    if (!element.current?.open) onClose();
  });

  useEffect(() => {
    if (isOpen) {
      element.current?.showModal();
    } else if (element.current?.open) {
      element.current.close();
      tellClosed();
    }
  }, [isOpen]);

  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={() => {
        if (!element.current?.open) onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (isBusy) return;
        event.currentTarget.close();
        onClose();
      }}
      className={`${wide ? 'w-[min(39rem,calc(100vw-2rem))]' : 'w-[min(36rem,calc(100vw-2rem))]'} rounded-card bg-surface p-0 text-ink shadow-pop backdrop:bg-[oklch(0.2_0.03_260/0.45)]`}
    >
      <div className="px-4 pt-5 pb-5 sm:px-6">
        <h2 id={titleId} className="mb-2 text-lg font-semibold">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

export function DialogActions({ children }: { readonly children: ReactNode }) {
  return (
    <div className="-mx-4 mt-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-4 py-4 sm:-mx-6 sm:px-6">
      {children}
    </div>
  );
}
