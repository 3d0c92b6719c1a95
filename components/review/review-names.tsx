'use client';

import { useId, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { keepAsFile } from '@/components/ui/keep-as-file';
import type { CsvFile } from '@/lib/csv';
import { formatPlural } from '@/lib/format-plural';
import { postNdjson } from '@/lib/post-ndjson';
import { type Outcome, toFailureMessage } from '@/lib/result';
import { reviews } from '@/lib/routes';
import type { ReviewMessages } from './review-messages';

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly names: readonly string[];
  readonly messages: ReviewMessages;
};

/** Ten thousand names fit into memory, but not on a page that shall still answer. */
const mostShown = 100;
const leastForSearch = 8;

/** Who it concerns: to look through here, or to take along. */
export function ReviewNames({ instance, integrationKey, names, messages }: Props) {
  const [sought, setSought] = useState('');
  const id = useId();
  const matches =
    sought.trim() === '' ? names : names.filter((name) => plain(name).includes(plain(sought.trim())));
  const shown = matches.slice(0, mostShown);
  const rest = matches.length - shown.length;
  return (
    <details className="mt-2" open={names.length < leastForSearch}>
      <summary className="cursor-pointer font-medium text-ink">
        {formatPlural(messages.locale, messages.names, names.length)}
      </summary>
      {names.length >= leastForSearch && (
        <input
          type="search"
          aria-label={messages.search}
          aria-controls={id}
          placeholder={messages.search}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
          // Enter would confirm the change that is being looked at.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          className={`${inputClass} mt-2`}
        />
      )}
      <ul
        id={id}
        aria-label={messages.search}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its place must scroll by keyboard
        tabIndex={0}
        className="mt-2 max-h-44 gap-x-6 overflow-y-auto text-[0.8125rem] sm:columns-2"
      >
        {shown.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two companies may have the same name
          <li key={`${name}/${index}`} className="break-words">
            {name}
          </li>
        ))}
      </ul>
      <p role="status" className="mt-1 text-[0.8125rem] text-ink-3 empty:hidden">
        {matches.length === 0
          ? messages.noMatch
          : rest > 0
            ? formatPlural(messages.locale, messages.more, rest)
            : null}
      </p>
      <Download instance={instance} integrationKey={integrationKey} messages={messages} />
    </details>
  );
}

function Download({ instance, integrationKey, messages }: Omit<Props, 'names'>) {
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function download() {
    setWorking(true);
    setFailure(null);
    const body = { instance, key: integrationKey };
    const answer: Outcome<CsvFile> = await postNdjson(reviews.companies, body);
    setWorking(false);
    if (answer.outcome === 'ok') keepAsFile(answer.value);
    setFailure(toFailureMessage(answer, messages.lost));
  }

  return (
    <p className="mt-2">
      <button
        type="button"
        aria-disabled={isWorking}
        onClick={() => {
          if (!isWorking) void download();
        }}
        className="text-accent underline underline-offset-2"
      >
        {isWorking ? messages.downloading : messages.download}
      </button>
      <span role="alert" className="ml-2 text-[0.8125rem] text-danger empty:hidden">
        {failure}
      </span>
    </p>
  );
}

/** Strips accents, so that a search for "Creperie" finds "Crêperie". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
