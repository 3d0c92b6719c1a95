'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { counted } from '@/lib/format-plural';
import {
  type Confirmation,
  type ConfirmationReason,
  type CountProgress,
  matchesPhrase,
  type Review,
} from '@/lib/integrations/review';
import { postNdjson } from '@/lib/post-ndjson';
import type { ActionResult } from '@/lib/result';
import { instanceColours } from '../shell/instance-colours';
import type { ReviewWords } from './review-messages';
import { ReviewSheet } from './review-sheet';

/** What is posted for a review, and what it is a review of. */
export type ReviewQuestion = {
  readonly url: string;
  readonly kind: Review['kind'];
  readonly body: { readonly instance: string; readonly key: string } & Readonly<Record<string, unknown>>;
  readonly name: string;
};

export type ReviewDialogProps = {
  readonly question: ReviewQuestion;
  readonly words: ReviewWords;
  /** Goes on with what was reviewed; a reason where the server asks once more, null where it is over. */
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
export function ReviewDialog({ question, words, onConfirm, onClose, onOtherAnswer }: ReviewDialogProps) {
  const [state, setState] = useState<State>({ kind: 'counting', progress: null });
  const [isLong, setLong] = useState(false);
  const [round, setRound] = useState(0);
  const [because, setBecause] = useState<ConfirmationReason>('first');
  const [wrongWords, setWrongWords] = useState(0);
  const [isWorking, setWorking] = useState(false);
  const [isOpen, setOpen] = useState(true);
  const formId = useId();
  const asked = useRef({ question, words, onOtherAnswer });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew, and nothing else does
  useEffect(() => {
    const { question, words, onOtherAnswer } = asked.current;
    const stop = new AbortController();
    const timer = setTimeout(() => setLong(true), quietMs);
    const onProgress = (progress: CountProgress) => setState({ kind: 'counting', progress });
    void postNdjson<CountProgress, Answer>(question.url, question.body, {
      signal: stop.signal,
      onProgress,
    }).then((answer) => {
      if (stop.signal.aborted) return;
      clearTimeout(timer);
      setState(toState(answer, words));
      if (!answer.ok || answer.value.kind === 'review') return;
      setOpen(false);
      onOtherAnswer?.(answer.value);
    });
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [round]);

  function askAgain(reason: ConfirmationReason): void {
    if (reason === 'word') {
      setWrongWords((last) => last + 1);
      return;
    }
    setBecause(reason);
    setWrongWords(0);
    setState({ kind: 'counting', progress: null });
    setLong(false);
    setRound((last) => last + 1);
  }

  async function confirm(review: Review, word: string): Promise<void> {
    if (review.word !== null && !matchesPhrase(word, review.word)) return askAgain('word');
    setWrongWords(0);
    setWorking(true);
    const reason = await onConfirm({ token: review.token, word }, review);
    setWorking(false);
    if (reason) askAgain(reason);
    else setOpen(false);
  }

  return (
    <Dialog title={titleOf(state, question, words)} isOpen={isOpen} isBusy={isWorking} onClose={onClose} wide>
      {state.kind === 'review' && <InstanceLine review={state.review} words={words} />}
      <div role="status">
        {state.kind !== 'failed' && because !== 'first' && because !== 'word' && (
          <div className="mb-3">
            <Notice tone="caution">{words.because[because]}</Notice>
          </div>
        )}
        {state.kind === 'counting' && <Counting progress={isLong ? state.progress : null} words={words} />}
      </div>
      {state.kind === 'failed' && (
        <Notice tone="danger" live>
          {state.message}
        </Notice>
      )}
      {state.kind === 'review' && (
        <Decision
          key={round}
          {...{ formId, question, words, isWorking, wrongWords }}
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
          {words.cancel}
        </button>
        {state.kind === 'failed' && (
          <button type="button" className={button.secondary} onClick={() => askAgain('first')}>
            {words.tryAgain}
          </button>
        )}
        {state.kind === 'review' && (
          <button type="submit" form={formId} className={button.danger} aria-disabled={isWorking}>
            {isWorking ? words.working : confirmWord(state.review, words)}
          </button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function toState(answer: ActionResult<Answer> | { readonly ok: null }, words: ReviewWords): State {
  if (answer.ok === null) return { kind: 'failed', message: words.lost };
  if (!answer.ok) return { kind: 'failed', message: answer.message };
  return 'review' in answer.value
    ? { kind: 'review', review: answer.value.review }
    : { kind: 'counting', progress: null };
}

function InstanceLine({ review, words }: { readonly review: Review; readonly words: ReviewWords }) {
  return (
    <p className="mb-3 flex items-center gap-2 text-ink-2">
      <span
        aria-hidden="true"
        className={`size-2.5 shrink-0 rounded-full ${instanceColours[review.instance.colour]}`}
      />
      {words.instance.replace('{instance}', review.instance.name)}
    </p>
  );
}

type CountingProps = { readonly progress: CountProgress | null; readonly words: ReviewWords };

function Counting({ progress, words }: CountingProps) {
  const number = new Intl.NumberFormat(words.locale);
  return (
    <div className="py-2 text-ink-2">
      <p>{words.counting}</p>
      {progress && (
        <>
          <progress
            aria-label={words.counting}
            {...(progress.total !== null && { max: Math.max(1, progress.total), value: progress.done })}
            className="mt-2 h-2 w-full accent-accent"
          />
          <p className="text-[0.8125rem] text-ink-3">
            {(progress.total === null ? words.countingSome : words.countingOf)
              .replace('{done}', number.format(progress.done))
              .replace('{total}', number.format(progress.total ?? 0))}
          </p>
        </>
      )}
    </div>
  );
}

type DecisionProps = {
  /** Of the form that the button at the dialog's foot submits. */
  readonly formId: string;
  readonly question: ReviewQuestion;
  readonly review: Review;
  readonly words: ReviewWords;
  readonly isWorking: boolean;
  /** How often another word was typed. */
  readonly wrongWords: number;
  readonly onConfirm: (review: Review, word: string) => Promise<void>;
};

function Decision({ formId, question, review, words, isWorking, wrongWords, onConfirm }: DecisionProps) {
  const id = useId();
  const typed = useRef<HTMLInputElement>(null);
  const isWrong = wrongWords > 0;
  useEffect(() => {
    if (wrongWords > 0) typed.current?.focus();
  }, [wrongWords]);
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
        {...{ review, words }}
      />
      {review.word !== null && (
        <div className="mt-4">
          <label htmlFor={id} className="mb-1 block">
            <WithWord sentence={words.word} word={review.word} />
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
            {isWrong ? words.wrongWord.replace('{word}', review.word) : null}
          </p>
        </div>
      )}
    </form>
  );
}

function WithWord({ sentence, word }: { readonly sentence: string; readonly word: string }) {
  const [before, after] = sentence.split('{word}');
  return (
    <>
      {before}
      <code className="font-mono text-[0.8125rem] font-semibold">{word}</code>
      {after}
    </>
  );
}

function titleOf(state: State, question: ReviewQuestion, words: ReviewWords): string {
  const { name, kind } = question;
  const review = state.kind === 'review' ? state.review : null;
  if (review?.kind === 'save' && switches(review)) {
    return words.titles.environment
      .replace('{name}', name)
      .replace('{from}', words.environments[review.from])
      .replace('{to}', words.environments[review.to]);
  }
  return words.titles[kind].replace('{name}', name);
}

function confirmWord(review: Review, words: ReviewWords): string {
  const { kind, hit, name } = review;
  if (kind === 'deletion' || kind === 'disabling') return words.confirm[kind].replace('{name}', name);
  if (kind === 'save' && switches(review)) {
    return words.confirm.environment.replace('{to}', words.environments[review.to]);
  }
  if (!hit?.isComplete) return words.confirmUnknown[kind];
  return hit.count === 0 ? words.confirm[kind] : counted(words.locale, words.confirmCutOff[kind], hit.count);
}

type Switching = Review & {
  readonly from: NonNullable<Review['from']>;
  readonly to: NonNullable<Review['to']>;
};

function switches(review: Review): review is Switching {
  return review.from !== null && review.to !== null && review.from !== review.to;
}
