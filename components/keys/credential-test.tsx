'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { type Control, useWatch } from 'react-hook-form';
import { useInstancePlace } from '@/components/form/instance-place';
import { button } from '@/components/ui/button';
import {
  type CredentialTestProgress,
  type CredentialTestResult,
  type CredentialTestView,
  questionOf,
  type TestQuestion,
  testedEnvironments,
} from '@/lib/integrations/credential-test';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import type { Draft } from '@/lib/integrations/draft';
import type { Locale } from '@/lib/integrations/locale';
import type { SettingsFormView } from '@/lib/integrations/views';
import { postNdjson } from '@/lib/post-ndjson';
import type { Outcome } from '@/lib/result';
import { scriptRoutes } from '@/lib/routes';
import type { CredentialTestMessages } from './credential-test-messages';

export type TestFailure = { readonly field: string; readonly text: string };

type Props = {
  readonly form: SettingsFormView;
  readonly view: CredentialTestView;
  readonly control: Control<Draft>;
  readonly locale: Locale;
  readonly messages: CredentialTestMessages;
  /** Called with the failure shown at a field, and with null once it no longer applies. */
  readonly onFailure: (failure: TestFailure | null) => void;
};

/** Sits in the row of Save but is independent of it. It tests what the form shows at this moment. */
export function CredentialTest(props: Props) {
  const { form, view, control, messages } = props;
  const { values, secrets } = useWatch({ control }) as Draft;
  const [picked, setPicked] = useState<EnvironmentName | null>(null);
  const pickId = useId();
  if (!view.allowed) {
    return <p className="order-last basis-full text-[0.8125rem] text-ink-3">{messages.notAllowed}</p>;
  }
  const environments = testedEnvironments(view.test);
  const chosen = environments.find((name) => name === values.environment);
  const environment = picked ?? chosen ?? environments[0];
  if (!environment) return null;
  const question = questionOf({
    test: view.test,
    environment,
    draft: { values, secrets },
    start: form.values,
  });
  return (
    <>
      {/* A result is valid only for the tested values. The test starts again with other values. */}
      <Run
        key={JSON.stringify(question)}
        {...props}
        environment={environment}
        question={question}
        describedBy={`${pickId}-sends`}
      />
      <div className="order-2 flex basis-full flex-wrap items-center gap-x-3 gap-y-1.5 text-[0.8125rem] text-ink-3">
        {environments.length > 1 && (
          <span className="inline-flex items-center gap-2">
            <label htmlFor={pickId}>{messages.which}</label>
            <select
              id={pickId}
              value={environment}
              onChange={({ target }) => setPicked(target.value as EnvironmentName)}
              className="min-h-8 rounded-control border border-line-strong bg-surface px-2 text-ink"
            >
              {environments.map((name) => (
                <option key={name} value={name}>
                  {messages.environments[name]}
                </option>
              ))}
            </select>
          </span>
        )}
        <span id={`${pickId}-sends`}>{messages.sends[environment]}</span>
      </div>
    </>
  );
}

type RunProps = Props & {
  readonly environment: EnvironmentName;
  readonly question: TestQuestion | null;
  readonly describedBy: string;
};

function Run(props: RunProps) {
  const place = useInstancePlace();
  const { form, view, locale, messages, environment, question, onFailure } = props;
  const [progress, setProgress] = useState<CredentialTestProgress | 'starting' | null>(null);
  const [answer, setAnswer] = useState<Outcome<CredentialTestResult> | null>(null);
  const [shown, setShown] = useState<typeof import('./credential-test-outcome') | null>(null);
  const running = useRef<AbortController | null>(null);
  const starter = useRef<HTMLButtonElement>(null);
  const isRunning = progress !== null;
  const passed = answer?.outcome === 'ok' && answer.value.kind === 'passed';
  const isVerdict = passed || (answer?.outcome === 'ok' && answer.value.kind === 'failed');

  useEffect(
    () => () => {
      running.current?.abort();
      running.current = null;
      onFailure(null);
    },
    [onFailure],
  );

  async function start() {
    setAnswer(null);
    onFailure(null);
    const secretField = view.test.secrets[environment] ?? '';
    if (!question) return onFailure({ field: secretField, text: messages.missing });
    const stop = new AbortController();
    running.current = stop;
    setProgress('starting');
    const loaded = await loadOutcome();
    if (running.current !== stop) return;
    setShown(loaded);
    if (!loaded) {
      setProgress(null);
      return onFailure({ field: secretField, text: messages.lost });
    }
    const latest = await postNdjson<CredentialTestProgress, CredentialTestResult>(
      scriptRoutes.credentialTest(),
      { ...place, key: form.integrationKey, ...question },
      { signal: stop.signal, onProgress: setProgress },
    );
    // The values have changed in the meantime, or the page was left.
    if (running.current !== stop) return;
    setProgress(null);
    setAnswer(stop.signal.aborted ? cancelled : latest);
    const failure = latest.outcome === 'ok' ? toFailure(latest.value, messages) : null;
    if (failure) onFailure(failure);
  }

  return (
    <>
      <button
        ref={starter}
        type="button"
        aria-disabled={isRunning}
        aria-describedby={props.describedBy}
        onClick={() => {
          if (!isRunning) void start();
        }}
        className={button.secondary}
      >
        {messages.test}
      </button>
      {!passed && !isRunning && isTyped(question) && (
        <span className="order-1 text-[0.8125rem] text-ink-3">
          {answer ? messages.notPassed : messages.untested}
        </span>
      )}
      <div className="order-3 flex basis-full flex-col gap-2 empty:hidden">
        {progress && shown && (
          <shown.TestProgress
            progress={progress}
            messages={messages}
            onCancel={() => {
              running.current?.abort();
              starter.current?.focus();
            }}
          />
        )}
        <div role="status" className="empty:hidden">
          {answer && shown && (
            <shown.Verdict answer={answer} messages={messages} view={view} environment={environment} />
          )}
        </div>
        {/* Its age changes all the time, and is not read out. */}
        {isVerdict && shown && <shown.Age messages={messages} locale={locale} />}
      </div>
    </>
  );
}

/** Loads what shows a test with the first one, before anything is sent. Returns null if it can't be loaded. */
function loadOutcome() {
  return import('./credential-test-outcome').catch(() => null);
}

const cancelled: Outcome<CredentialTestResult> = {
  outcome: 'ok',
  value: { kind: 'untestable', reason: 'cancelled', code: null, message: null },
};

function toFailure(result: CredentialTestResult, messages: CredentialTestMessages): TestFailure | null {
  if (result.kind === 'missing') return { field: result.field, text: messages.missing };
  if (result.kind !== 'failed') return null;
  const reason = messages.failures[result.reason];
  return { field: result.field, text: result.code ? `${reason} (${result.code})` : reason };
}

function isTyped(question: TestQuestion | null): boolean {
  return question?.secret.intent === 'replace' || question?.account?.intent === 'replace';
}
