import { useEffect, useState } from 'react';
import { button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type {
  CredentialTestProgress,
  CredentialTestResult,
  CredentialTestView,
} from '@/lib/integrations/credential-test';
import type { EnvironmentName } from '@/lib/integrations/define-integration';
import { type Outcome, toFailureMessage } from '@/lib/result';
import type { CredentialTestMessages } from './credential-test-messages';

type VerdictProps = {
  readonly answer: Outcome<CredentialTestResult>;
  readonly environment: EnvironmentName;
  readonly view: CredentialTestView;
  readonly messages: CredentialTestMessages;
};

export function Verdict({ answer, environment, view, messages }: VerdictProps) {
  if (answer.outcome !== 'ok') {
    return <Notice tone="neutral">{toFailureMessage(answer, messages.lost)}</Notice>;
  }
  const { value } = answer;
  // The message is at the field, which is the next thing to look at.
  if (value.kind === 'missing') return null;
  if (value.kind === 'passed') return <Notice tone="positive" title={messages.passed} />;
  const isFailure = value.kind === 'failed';
  const reason = isFailure ? messages.failures[value.reason] : messages.obstacles[value.reason];
  return (
    <Notice tone={isFailure ? 'danger' : 'neutral'} title={isFailure ? messages.failed : messages.untestable}>
      <p>{inPlace(reason, { host: view.hosts[environment] ?? '', limit: String(view.limitSeconds) })}</p>
      {value.message && <p className="break-words">{inPlace(messages.said, { message: value.message })}</p>}
      {value.code && (
        <p className="font-mono text-xs break-all">{inPlace(messages.code, { code: value.code })}</p>
      )}
    </Notice>
  );
}

type ProgressProps = {
  readonly progress: CredentialTestProgress | 'starting';
  readonly messages: CredentialTestMessages;
  readonly onCancel: () => void;
};

export function TestProgress({ progress, messages, onCancel }: ProgressProps) {
  const elapsed = useSeconds();
  const isStarting = progress === 'starting';
  const limit = isStarting ? null : Math.round(progress.limitMs / 1000);
  const seconds = limit === null ? elapsed : Math.min(elapsed, limit);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[0.8125rem] text-ink-2">
      <span role="status">
        {isStarting ? messages.starting : inPlace(messages.asking, { host: progress.host })}
      </span>
      {limit !== null && (
        <span aria-hidden="true" className="inline-flex items-center gap-2">
          <progress
            max={limit}
            value={seconds}
            className="h-1.5 w-28 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
          />
          <span className="tabular-nums">
            {inPlace(messages.seconds, { seconds: String(seconds), limit: String(limit) })}
          </span>
        </span>
      )}
      <button type="button" onClick={onCancel} className={button.secondary}>
        {messages.cancel}
      </button>
    </div>
  );
}

type AgeProps = { readonly messages: CredentialTestMessages; readonly locale: string };

export function Age({ messages, locale }: AgeProps) {
  const seconds = useSeconds();
  const format = new Intl.RelativeTimeFormat(locale);
  const age =
    seconds < 3
      ? messages.justNow
      : seconds < 60
        ? format.format(-seconds, 'second')
        : format.format(-Math.round(seconds / 60), 'minute');
  return <p className="text-[0.8125rem] text-ink-3">{inPlace(messages.tested, { age })}</p>;
}

/** Whole seconds since this was first on the screen. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const since = Date.now();
    const tick = setInterval(() => setSeconds(Math.round((Date.now() - since) / 1000)), 1_000);
    return () => clearInterval(tick);
  }, []);
  return seconds;
}

function inPlace(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
