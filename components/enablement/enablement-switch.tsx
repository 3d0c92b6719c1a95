'use client';

import { startTransition, useActionState, useId, useState } from 'react';
import { InstanceFields, useInstancePlace } from '@/components/form/instance-place';
import { Switch } from '@/components/ui/switch';
import type { Review as ReviewOf } from '@/lib/integrations/review';
import { type ActionResult, isOpenOutcome } from '@/lib/result';
import { reviews } from '@/lib/routes';
import { Review } from '../review/review';
import type { ReviewMessages } from '../review/review-messages';

export type EnablementMessages = {
  readonly enabled: string;
  readonly disabled: string;
  readonly saving: string;
  readonly nowEnabled: string;
  readonly nowDisabled: string;
  readonly review: ReviewMessages;
};

export type EnablementAction = (
  previous: ActionResult<{ readonly enabled: boolean }> | null,
  form: FormData,
) => Promise<ActionResult<{ readonly enabled: boolean }>>;

type Props = {
  readonly integrationKey: string;
  readonly name: string;
  readonly enabled: boolean;
  /** True if customers may be linked: a review shows them before the integration is switched off. */
  readonly asksFirst: boolean;
  readonly readOnly: boolean;
  /** True while a change made in Switchboard waits for Codat to confirm it. */
  readonly unsettled: boolean;
  /** Explains why the switch can't be moved, or why moving it leads elsewhere. */
  readonly reason: string | null;
  readonly messages: EnablementMessages;
  readonly enablementAction: EnablementAction;
};

/** Shows only what Codat said: it never moves before the answer, and after a failure it stays where Codat is. */
export function EnablementSwitch(props: Props) {
  const { integrationKey: key, name, enabled, readOnly, reason, messages } = props;
  const [result, submit, pending] = useActionState(props.enablementAction, null);
  const [isReviewing, setReviewing] = useState(false);
  const reasonId = useId();
  const place = useInstancePlace();

  async function disable({ affected }: ReviewOf): Promise<null> {
    const form = new FormData();
    const acknowledged = affected?.isComplete ? String(affected.count) : 'unknown';
    const fields = { ...place, key, enabled: 'false', acknowledged };
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    startTransition(() => submit(form));
    return null;
  }

  return (
    <div>
      <form action={submit}>
        <InstanceFields />
        <input type="hidden" name="key" value={key} />
        <input type="hidden" name="enabled" value={String(!enabled)} />
        <Switch
          name={name}
          checked={enabled}
          label={pending ? messages.saving : enabled ? messages.enabled : messages.disabled}
          disabled={pending || readOnly}
          describedBy={reason ? reasonId : undefined}
          opens={props.asksFirst ? () => setReviewing(true) : undefined}
        />
        {reason && (
          <p id={reasonId} className={readOnly ? 'mt-1 max-w-52 text-xs text-ink-3' : 'sr-only'}>
            {reason}
          </p>
        )}
        <p
          aria-live="polite"
          className={result?.outcome === 'failed' ? 'mt-1 max-w-64 text-xs text-danger' : 'sr-only'}
        >
          {result && !pending && !isOver(result, props.unsettled) && said(result, messages)}
        </p>
      </form>
      {isReviewing && (
        <Review
          question={{ url: reviews.disabling, kind: 'disabling', body: { ...place, key }, name }}
          messages={messages.review}
          onConfirm={(_, review) => disable(review)}
          onClose={() => setReviewing(false)}
        />
      )}
    </div>
  );
}

/** "It is not known" stays on the screen only for as long as it is not known. */
function isOver(result: ActionResult<unknown>, unsettled: boolean): boolean {
  return result.outcome === 'failed' && isOpenOutcome(result.code) && !unsettled;
}

function said(result: ActionResult<{ readonly enabled: boolean }>, messages: EnablementMessages): string {
  if (result.outcome === 'failed') return result.message;
  return result.value.enabled ? messages.nowEnabled : messages.nowDisabled;
}
