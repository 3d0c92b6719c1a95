'use client';

import { useId, useState } from 'react';
import { button } from '@/components/ui/button';
import { keepAsFile } from '@/components/ui/keep-as-file';
import type { CsvFile } from '@/lib/csv';
import { postNdjson } from '@/lib/post-ndjson';
import { type Outcome, toFailureMessage } from '@/lib/result';
import type { ReconnectFilter } from '@/lib/routes';

type Props = {
  readonly url: string;
  readonly question: {
    readonly instance: string;
    readonly key: string;
    readonly change: string;
    readonly search: string;
    readonly show: ReconnectFilter;
  };
  readonly messages: {
    readonly download: string;
    readonly downloading: string;
    readonly links: string;
    readonly hint: string;
    readonly lost: string;
  };
};

/** Exports the list as searched and filtered. Link URLs are included only on request. */
export function ExportForm({ url, question, messages }: Props) {
  const [isWorking, setWorking] = useState(false);
  const [hasLinks, setLinks] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const id = useId();

  async function download() {
    setWorking(true);
    setFailure(null);
    const answer: Outcome<CsvFile> = await postNdjson(url, {
      ...question,
      links: hasLinks,
    });
    setWorking(false);
    if (answer.outcome === 'ok') keepAsFile(answer.value);
    setFailure(toFailureMessage(answer, messages.lost));
  }

  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={hasLinks}
          onChange={({ target }) => setLinks(target.checked)}
          aria-describedby={hasLinks ? id : undefined}
          className="size-4 accent-accent"
        />
        {messages.links}
      </label>
      <button
        type="button"
        aria-disabled={isWorking}
        onClick={() => {
          if (!isWorking) void download();
        }}
        className={button.secondary}
      >
        <span aria-live="polite">{isWorking ? messages.downloading : messages.download}</span>
      </button>
      {hasLinks && (
        <p id={id} className="w-full max-w-md text-[0.8125rem] text-ink-3">
          {messages.hint}
        </p>
      )}
      <p role="alert" className="w-full text-[0.8125rem] text-danger empty:hidden">
        {failure}
      </p>
    </div>
  );
}
