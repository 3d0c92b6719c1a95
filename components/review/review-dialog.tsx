'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { formatPlural } from '@/lib/format-plural';
import {
  type Confirmation,
  type ConfirmationReason,
  type CountProgress,
  matchesPhrase,
  type Review,
} from '@/lib/integrations/review';
import { postNdjson } from '@/lib/post-ndjson';
import type { Outcome } from '@/lib/result';
import { InstanceMark } from '../shell/instance-mark';
import type { ReviewMessages } from './review-messages';
import { ReviewSheet } from './review-sheet';

/** The request for a review, and what it is a review of. */
export type ReviewQuestion = {
  readonly url: string;
  readonly kind: Review['kind'];
  readonly body: { readonly instance: string; readonly key: string } & Readonly<Record<string, unknown>>;
  readonly name: string;
};

export type ReviewDialogProps = {
  readonly question: ReviewQuestion;
  readonly messages: ReviewMessages;
  /** Continues with the reviewed change. Returns a reason if the server asks once more, null if it is over. */
  readonly onConfirm: (confirmation: Confirmation, review: Review) => Promise<ConfirmationReason | null>;
  readonly onClose: () => void;
  /** Something else than a review came back, such as a conflict. */
  readonly onOtherAnswer?: ((value: unknown) => void) | undefined;
};

type Answer = { readonly kind: 'review'; readonly review: Review } | { readonly kind: string };
type State =
  | { readonly kind: 'counting'; readonly progress: CountProgress | null }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'review'; readonly review: Review };

const quietMs = 1_000;

/** Counts, shows, and asks. Nothing is written before the person has pressed the button that says what it does. */
export function ReviewDialog({ question, messages, onConfirm, onClose, onOtherAnswer }: ReviewDialogProps) {
  const [state, setState] = useState<State>({ kind: 'counting', progress: null });
  const [isLong, setLong] = useState(false);
  const [round, setRound] = useState(0);
  const [reason, setReason] = useState<ConfirmationReason>('required');
  const [wrongMessages, setWrongMessages] = useState(0);
  const [isWorking, setWorking] = useState(false);
  const [isOpen, setOpen] = useState(true);
  const formId = useId();
  const asked = useRef({ question, messages, onOtherAnswer });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new round requests a review again
  useEffect(() => {
    const { question, messages, onOtherAnswer } = asked.current;
    const stop = new AbortController();
    const timer = setTimeout(() => setLong(true), quietMs);
    const onProgress = (progress: CountProgress) => setState({ kind: 'counting', progress });
    void postNdjson<CountProgress, Answer>(question.url, question.body, {
      signal: stop.signal,
      onProgress,
    }).then((answer) => {
      if (stop.signal.aborted) return;
      clearTimeout(timer);
      setState(toState(answer, messages));
      if (answer.outcome !== 'ok' || answer.value.kind === 'review') return;
      setOpen(false);
      onOtherAnswer?.(answer.value);
    });
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [round]);

  function askAgain(reason: ConfirmationReason): void {
    if (reason === 'phrase-mismatch') {
      setWrongMessages((last) => last + 1);
      return;
    }
    setReason(reason);
    setWrongMessages(0);
    setState({ kind: 'counting', progress: null });
    setLong(false);
    setRound((last) => last + 1);
  }

  async function confirm(review: Review, phrase: string): Promise<void> {
    if (review.phrase !== null && !matchesPhrase(phrase, review.phrase)) return askAgain('phrase-mismatch');
    setWrongMessages(0);
    setWorking(true);
    const reason = await onConfirm({ token: review.token, phrase }, review);
    setWorking(false);
    if (reason) askAgain(reason);
    else setOpen(false);
  }

  return (
    <Dialog
      title={titleOf(state, question, messages)}
      isOpen={isOpen}
      isBusy={isWorking}
      onClose={onClose}
      wide
    >
      {state.kind === 'review' && <InstanceLine review={state.review} messages={messages} />}
      <div role="status">
        {state.kind !== 'failed' && reason !== 'required' && reason !== 'phrase-mismatch' && (
          <div className="mb-3">
            <Notice tone="caution">{messages.reason[reason]}</Notice>
          </div>
        )}
        {state.kind === 'counting' && (
          <Counting progress={isLong ? state.progress : null} messages={messages} />
        )}
      </div>
      {state.kind === 'failed' && (
        <Notice tone="danger" live>
          {state.message}
        </Notice>
      )}
      {state.kind === 'review' && (
        <Decision
          key={round}
          formId={formId}
          question={question}
          messages={messages}
          isWorking={isWorking}
          wrongMessages={wrongMessages}
          review={state.review}
          onConfirm={confirm}
        />
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
        {state.kind === 'failed' && (
          <button type="button" className={button.secondary} onClick={() => askAgain('required')}>
            {messages.tryAgain}
          </button>
        )}
        {state.kind === 'review' && (
          <button type="submit" form={formId} className={button.danger} aria-disabled={isWorking}>
            {isWorking ? messages.working : confirmWord(state.review, messages)}
          </button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function toState(answer: Outcome<Answer>, messages: ReviewMessages): State {
  if (answer.outcome === 'unknown') return { kind: 'failed', message: messages.lost };
  if (answer.outcome === 'failed') return { kind: 'failed', message: answer.message };
  return 'review' in answer.value
    ? { kind: 'review', review: answer.value.review }
    : { kind: 'counting', progress: null };
}

function InstanceLine({ review, messages }: { readonly review: Review; readonly messages: ReviewMessages }) {
  const { name, kind } = review.instance;
  const label = kind === 'live' ? messages.liveName.replace('{name}', name) : name;
  return (
    <p className="mb-3 flex items-center gap-2 text-ink-2">
      <InstanceMark {...review.instance} />
      {messages.instance.replace('{instance}', label)}
    </p>
  );
}

type CountingProps = { readonly progress: CountProgress | null; readonly messages: ReviewMessages };

function Counting({ progress, messages }: CountingProps) {
  const number = new Intl.NumberFormat(messages.locale);
  return (
    <div className="py-2 text-ink-2">
      <p>{messages.counting}</p>
      {progress && (
        <>
          <progress
            aria-label={messages.counting}
            {...(progress.total !== null && { max: Math.max(1, progress.total), value: progress.done })}
            className="mt-2 h-2 w-full accent-accent"
          />
          <p className="text-[0.8125rem] text-ink-3">
            {(progress.total === null ? messages.countingSome : messages.countingOf)
              .replace('{done}', number.format(progress.done))
              .replace('{total}', number.format(progress.total ?? 0))}
          </p>
        </>
      )}
    </div>
  );
}

type DecisionProps = {
  /** The form that the button at the dialog's foot submits. */
  readonly formId: string;
  readonly question: ReviewQuestion;
  readonly review: Review;
  readonly messages: ReviewMessages;
  readonly isWorking: boolean;
  /** How often another word was typed. */
  readonly wrongMessages: number;
  readonly onConfirm: (review: Review, phrase: string) => Promise<void>;
};

function Decision({
  formId,
  question,
  review,
  messages,
  isWorking,
  wrongMessages,
  onConfirm,
}: DecisionProps) {
  const id = useId();
  const typed = useRef<HTMLInputElement>(null);
  const isWrong = wrongMessages > 0;
  useEffect(() => {
    if (wrongMessages > 0) typed.current?.focus();
  }, [wrongMessages]);
  return (
    <form
      id={formId}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorking) void onConfirm(review, typed.current?.value ?? '');
      }}
    >
      <ReviewSheet
        instance={question.body.instance}
        integrationKey={question.body.key}
        review={review}
        messages={messages}
      />
      {review.phrase !== null && (
        <div className="mt-4">
          <label htmlFor={id} className="mb-1 block">
            <WithPhrase sentence={messages.phrase} phrase={review.phrase} />
          </label>
          <input
            ref={typed}
            id={id}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={200}
            aria-invalid={isWrong}
            aria-describedby={`${id}-error`}
            className={inputClass}
          />
          <p id={`${id}-error`} role="alert" className="mt-1 text-[0.8125rem] text-danger empty:hidden">
            {isWrong ? messages.wrongPhrase.replace('{phrase}', review.phrase) : null}
          </p>
        </div>
      )}
    </form>
  );
}

function WithPhrase({ sentence, phrase }: { readonly sentence: string; readonly phrase: string }) {
  const [before, after] = sentence.split('{phrase}');
  return (
    <>
      {before}
      <code className="font-mono text-[0.8125rem] font-semibold">{phrase}</code>
      {after}
    </>
  );
}

function titleOf(state: State, question: ReviewQuestion, messages: ReviewMessages): string {
  const { name, kind } = question;
  const review = state.kind === 'review' ? state.review : null;
  if (review?.kind === 'save' && switches(review)) {
    return messages.titles.environment
      .replace('{name}', name)
      .replace('{from}', messages.environments[review.from])
      .replace('{to}', messages.environments[review.to]);
  }
  return messages.titles[kind].replace('{name}', name);
}

function confirmWord(review: Review, messages: ReviewMessages): string {
  const { kind, affected, name } = review;
  if (kind === 'deletion' || kind === 'disabling') return messages.confirm[kind].replace('{name}', name);
  if (kind === 'save' && switches(review)) {
    return messages.confirm.environment.replace('{to}', messages.environments[review.to]);
  }
  if (!affected?.isComplete) return messages.confirmUnknown[kind];
  return affected.count === 0
    ? messages.confirm[kind]
    : formatPlural(messages.locale, messages.confirmCutOff[kind], affected.count);
}

type Switching = Review & {
  readonly from: NonNullable<Review['from']>;
  readonly to: NonNullable<Review['to']>;
};

function switches(review: Review): review is Switching {
  return review.from !== null && review.to !== null && review.from !== review.to;
}
