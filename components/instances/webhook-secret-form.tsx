'use client';

import { type FormEvent, useRef, useState } from 'react';
import { SecretField, type SecretMessages } from '@/components/form/secret-field';
import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import type { WebhookSecretResult, WebhookSecretTrouble, WebhooksView } from '@/lib/instances/webhooks';
import type { SecretIntent } from '@/lib/integrations/draft';
import { type ActionResult, type Outcome, toFailureMessage } from '@/lib/result';

export type WebhookMessages = {
  readonly label: string;
  readonly save: string;
  readonly saving: string;
  readonly nothing: string;
  readonly saved: string;
  readonly removed: string;
  readonly lost: string;
  readonly fieldErrors: Readonly<Record<WebhookSecretTrouble, string>>;
};

export type WebhookSecretAction = (change: {
  readonly instance: string;
  readonly instanceId: string;
  readonly secret: SecretIntent;
}) => Promise<ActionResult<WebhookSecretResult>>;

type Props = {
  readonly id: string;
  readonly slug: string;
  readonly secret: WebhooksView['secret'];
  readonly messages: WebhookMessages;
  readonly secretMessages: SecretMessages;
  readonly webhookSecretAction: WebhookSecretAction;
};

const untouched: SecretIntent = { intent: 'keep' };

/** Write-only like every secret: what is typed goes out once, and comes back as its last four characters. */
export function WebhookSecretForm({
  id,
  slug,
  secret,
  messages,
  secretMessages,
  webhookSecretAction,
}: Props) {
  const [intent, setIntent] = useState(untouched);
  const { answer, isSending, submit, forget } = useSubmission<WebhookSecretResult>();
  const input = useRef<HTMLInputElement>(null);
  const save = useRef<HTMLButtonElement>(null);
  const isDirty = intent.intent !== 'keep';
  const stateId = `webhooks-${slug}-state`;
  const trouble = answer?.outcome === 'ok' && answer.value.kind === 'invalid' ? answer.value.trouble : null;

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!isDirty) return;
    const latest = await submit(() =>
      webhookSecretAction({ instance: slug, instanceId: id, secret: intent }),
    );
    if (!latest) return;
    if (latest.outcome === 'ok' && latest.value.kind !== 'invalid') {
      // Text typed during the save has not been saved, so it is kept.
      setIntent((current) => (current === intent ? untouched : current));
      // The box that was typed in goes away, and with it the focus would.
      save.current?.focus();
    } else input.current?.focus();
  }

  return (
    <form onSubmit={send} noValidate autoComplete="off">
      <SecretField
        id={`webhooks-${slug}-secret`}
        label={messages.label}
        stored={{ ...secret, inUse: false, savedAt: null, savedBy: null }}
        value={intent}
        optional={false}
        error={trouble ? messages.fieldErrors[trouble] : undefined}
        messages={secretMessages}
        inputRef={input}
        onChange={(changed) => {
          setIntent(changed);
          forget();
        }}
      />
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <button
          ref={save}
          type="submit"
          aria-disabled={!isDirty || isSending}
          aria-describedby={stateId}
          className={button.primary}
        >
          {isSending ? messages.saving : messages.save}
        </button>
        <p
          id={stateId}
          aria-live="polite"
          className={`text-[0.8125rem] ${answer && answer.outcome !== 'ok' ? 'text-danger' : 'text-ink-3'}`}
        >
          {isSending ? null : (said(answer, messages) ?? (isDirty ? null : messages.nothing))}
        </p>
      </div>
    </form>
  );
}

/** Null where the field itself says it, or nothing has been asked yet. */
function said(answer: Outcome<WebhookSecretResult> | null, messages: WebhookMessages): string | null {
  if (answer?.outcome !== 'ok') return toFailureMessage(answer, messages.lost);
  return answer.value.kind === 'invalid' ? null : messages[answer.value.kind];
}
