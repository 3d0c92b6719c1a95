import type { KeyFinding } from '@/lib/integrations/keys/key-lint';
import { warningId } from '@/lib/integrations/keys/key-rules';
import type { KeyFit } from './use-key-lint';

export type KeyFitMessages = {
  readonly findings: Readonly<Record<string, string>>;
  readonly warnings: Readonly<Record<string, string>>;
  readonly override: string;
  readonly clean: string;
  readonly plain: string;
};

type Props = {
  /** The id of the field that the findings are about. */
  readonly id: string;
  readonly label: string;
  readonly findings: readonly KeyFinding[];
  readonly fit: KeyFit;
  readonly messages: KeyFitMessages;
  /** In the reader's language, by the name of a field. */
  readonly labels: Readonly<Record<string, string>>;
  readonly onClean: (value: string) => void;
};

/** Lists the findings in a key and what can be done about each. The frame always exists, so changes are read out. */
export function KeyFindings({ id, label, findings, fit, messages, labels, onClean }: Props) {
  return (
    <div id={`${id}-fit`} aria-live="polite" className="flex flex-col gap-1 text-[0.8125rem]">
      {findings.map((finding) => (
        <div key={finding.code} className="mt-1 flex flex-col items-start gap-1.5">
          <p
            id={`${id}-${finding.code}-said`}
            className={finding.level === 'error' ? 'text-danger' : 'text-caution'}
          >
            {fill(messages.findings[finding.code], finding, labels)}
          </p>
          {finding.clean !== undefined && (
            <button
              type="button"
              onClick={() => {
                fit.judgeNext();
                onClean(finding.clean ?? '');
                document.getElementById(id)?.focus();
              }}
              className="rounded-control border border-line-strong bg-surface px-2.5 py-1 text-ink hover:bg-sunken"
            >
              {isLetter(finding) ? messages.plain : messages.clean}
              <span className="sr-only">: {label}</span>
            </button>
          )}
          {finding.level === 'warning' && (
            <label className="flex items-start gap-2 text-ink">
              <input
                type="checkbox"
                id={`${id}-${finding.code}`}
                aria-describedby={`${id}-${finding.code}-said`}
                checked={fit.acknowledged.includes(warningId(finding))}
                onChange={({ target }) => fit.setAcknowledged(finding, target.checked)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              {messages.override.replace('{warning}', fill(messages.warnings[finding.code], finding, labels))}
            </label>
          )}
        </div>
      ))}
    </div>
  );
}

/** Nothing is taken off: a character is put in place of another. */
function isLetter({ code }: KeyFinding): boolean {
  return code === 'full-width' || code === 'other-alphabet';
}

function fill(sentence: string | undefined, { facts }: KeyFinding, labels: Props['labels']): string {
  return (sentence ?? '').replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = String(facts[name] ?? '');
    return name === 'other' ? (labels[fact] ?? fact) : fact;
  });
}
