'use client';

import { useRouter } from 'next/navigation';
import { useId, useRef, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { withFreshSignIn } from '@/components/form/with-fresh-sign-in';
import { InstanceMark } from '@/components/shell/instance-mark';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import type { InstancePlace } from '@/lib/instances/instance';
import type { InstanceRemovalReview, RemoveInstanceResult } from '@/lib/instances/views';
import { matchesPhrase } from '@/lib/integrations/review';
import { type ActionResult, type Outcome, toFailureMessage, toOutcome } from '@/lib/result';
import { scriptRoutes } from '@/lib/routes';
import type { InstanceMessages } from './instance-messages';
import { OpenOperations } from './open-operations';
import type { RemovalMessages } from './removal-messages';

export type ReviewRemovalAction = (place: InstancePlace) => Promise<ActionResult<RemovalSheet>>;

export type RemoveInstanceAction = (
  input: InstancePlace & { readonly version: number; readonly phrase: string },
) => Promise<ActionResult<RemoveInstanceResult>>;

/** The review with its counts put into words, which need the reader's plural forms. */
export type RemovalSheet = {
  readonly review: InstanceRemovalReview;
  readonly destroyed: readonly string[];
  readonly kept: readonly string[];
};

type Props = {
  readonly place: InstancePlace;
  readonly label: string;
  readonly messages: RemovalMessages;
  readonly operationMessages: InstanceMessages['operations'];
  readonly reviewRemovalAction: ReviewRemovalAction;
  readonly removeInstanceAction: RemoveInstanceAction;
};

/** Behind a review of what is destroyed and what stays, with the name typed. */
export function RemoveInstance(props: Props) {
  const { place, label, messages } = props;
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [sheet, setSheet] = useState<Outcome<RemovalSheet> | null>(null);
  const [answer, setAnswer] = useState<Outcome<RemoveInstanceResult> | null>(null);
  const [isWrong, setWrong] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const typed = useRef<HTMLInputElement>(null);
  const id = useId();
  const shown = sheet?.outcome === 'ok' ? sheet.value : null;
  const operations =
    answer?.outcome === 'ok' && answer.value.kind === 'open-operations'
      ? answer.value.operations
      : (shown?.review.operations ?? []);

  async function open(): Promise<void> {
    setOpen(true);
    setSheet(null);
    setAnswer(null);
    setWrong(false);
    setSheet(await toOutcome(props.reviewRemovalAction(place)));
  }

  async function remove(review: InstanceRemovalReview): Promise<void> {
    const phrase = typed.current?.value ?? '';
    const isRight = matchesPhrase(phrase, review.instance.name);
    setWrong(!isRight);
    if (!isRight) return typed.current?.focus();
    setWorking(true);
    const latest = await withFreshSignIn(() =>
      props.removeInstanceAction({ ...place, version: review.version, phrase }),
    );
    setWorking(false);
    setAnswer(latest);
    if (latest.outcome === 'ok' && latest.value.kind === 'removed') router.replace(scriptRoutes.instances());
  }

  const trouble = toFailureMessage(answer, messages.lost);
  return (
    <>
      <button type="button" aria-label={messages.openNamed} className={button.danger} onClick={open}>
        {messages.open}
      </button>
      <Dialog title={messages.dialogTitle} isOpen={isOpen} isBusy={isWorking} onClose={() => setOpen(false)}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (shown && !isWorking) void remove(shown.review);
          }}
        >
          {!sheet && <p role="status">{messages.loading}</p>}
          {sheet && sheet.outcome !== 'ok' && (
            <Notice tone="danger" live>
              {toFailureMessage(sheet, messages.failed)}
            </Notice>
          )}
          {shown && (
            <>
              <p className="mb-3 flex items-center gap-2 text-ink-2">
                <InstanceMark {...shown.review.instance} />
                {messages.instance.replace('{instance}', label)}
              </p>
              <div className="rounded-card bg-danger-soft px-4 py-3">
                <Lines title={messages.destroyed} lines={shown.destroyed} />
              </div>
              <div className="mt-3 rounded-card bg-sunken px-4 py-3">
                <Lines title={messages.kept} lines={shown.kept} />
              </div>
            </>
          )}
          {operations.length > 0 && (
            <div className="mt-3">
              <OpenOperations operations={operations} messages={props.operationMessages} />
            </div>
          )}
          {shown && operations.length === 0 && (
            <div className="mt-4">
              <label htmlFor={id} className="mb-1 block">
                {messages.typeName.replace('{phrase}', shown.review.instance.name)}
              </label>
              <input
                ref={typed}
                id={id}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={200}
                aria-invalid={isWrong}
                aria-describedby={`${id}-error`}
                className={inputClass}
              />
              <p id={`${id}-error`} role="alert" className="mt-1 text-[0.8125rem] text-danger empty:hidden">
                {isWrong ? messages.mismatch.replace('{phrase}', shown.review.instance.name) : trouble}
              </p>
            </div>
          )}
          <DialogActions>
            <button
              type="button"
              className={button.quiet}
              aria-disabled={isWorking}
              onClick={() => setOpen(isWorking)}
            >
              {messages.cancel}
            </button>
            {shown && operations.length === 0 && (
              <button
                type="submit"
                aria-disabled={isWorking}
                className={`${button.danger} h-auto py-1.5 whitespace-normal`}
              >
                {isWorking ? messages.removing : messages.confirm}
              </button>
            )}
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <>
      <p className="font-semibold">{title}</p>
      <ul className="list-disc pl-5 text-ink-2">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
