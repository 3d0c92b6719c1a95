'use client';

import { useActionState, useRef } from 'react';
import { useFreshSignIn } from '@/components/form/with-fresh-sign-in';
import { Switch } from '@/components/ui/switch';
import type { ActionResult } from '@/lib/result';

export type CredentialTestsAction = (
  previous: ActionResult<{ readonly allowed: boolean }> | null,
  form: FormData,
) => Promise<ActionResult<{ readonly allowed: boolean }>>;

type Props = {
  readonly instance: string;
  readonly instanceId: string;
  readonly allowed: boolean;
  readonly describedBy: string;
  readonly messages: {
    readonly name: string;
    readonly allowed: string;
    readonly forbidden: string;
    readonly saving: string;
    readonly nowAllowed: string;
    readonly nowForbidden: string;
  };
  readonly credentialTestsAction: CredentialTestsAction;
};

/** Whether keys of this instance may be sent to their providers to see if they work. */
export function CredentialTestsSwitch({
  instance,
  instanceId,
  allowed,
  describedBy,
  messages,
  credentialTestsAction,
}: Props) {
  const [result, submit, pending] = useActionState(credentialTestsAction, null);
  const form = useRef<HTMLFormElement>(null);
  useFreshSignIn(result, () => form.current?.requestSubmit());
  return (
    // Keeps the text for screen readers within the form, since the table scrolls.
    <form ref={form} action={submit} className="relative">
      <input type="hidden" name="instance" value={instance} />
      <input type="hidden" name="instanceId" value={instanceId} />
      <input type="hidden" name="allowed" value={String(!allowed)} />
      <Switch
        name={messages.name}
        checked={allowed}
        label={pending ? messages.saving : allowed ? messages.allowed : messages.forbidden}
        disabled={pending}
        describedBy={describedBy}
      />
      <p
        aria-live="polite"
        className={result?.outcome === 'failed' ? 'mt-1 max-w-64 text-xs text-danger' : 'sr-only'}
      >
        {result && !pending && (result.outcome === 'ok' ? said(result.value.allowed) : result.message)}
      </p>
    </form>
  );

  function said(isAllowed: boolean): string {
    return isAllowed ? messages.nowAllowed : messages.nowForbidden;
  }
}
