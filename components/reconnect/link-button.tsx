'use client';

import { useEffect, useRef, useState } from 'react';
import type { CopyMessages } from '@/components/ui/copy/copy-messages';
import { useCopy } from '@/components/ui/copy/use-copy';
import type { ReconnectLink } from '@/lib/reconnect/views';
import { type ActionResult, type Outcome, toFailureMessage, toOutcome } from '@/lib/result';

export type LinkQuestion = {
  readonly instance: string;
  readonly key: string;
  readonly change: string;
  readonly company: string;
  readonly connection: string;
};

export type LinkAction = (question: LinkQuestion) => Promise<ActionResult<ReconnectLink>>;

export type LinkMessages = CopyMessages & {
  readonly show: string;
  readonly showOf: string;
  readonly loading: string;
  readonly linkOf: string;
  readonly copyOf: string;
  readonly lost: string;
  readonly kinds: Readonly<Record<Exclude<ReconnectLink['kind'], 'connection'>, string>>;
};

type Props = {
  readonly question: LinkQuestion;
  readonly messages: LinkMessages;
  readonly linkAction: LinkAction;
};

const looks =
  'min-h-8 rounded-control border border-line-strong bg-surface px-2.5 py-1 text-[0.8125rem] whitespace-nowrap hover:bg-sunken';

/** Asks for the link of one customer when it is wanted, and keeps it no longer than the page is open. */
export function LinkButton({ question, messages, linkAction }: Props) {
  const [isLoading, setLoading] = useState(false);
  const [answer, setAnswer] = useState<Outcome<ReconnectLink> | null>(null);

  async function ask() {
    setLoading(true);
    setAnswer(await toOutcome(linkAction(question)));
    setLoading(false);
  }

  const link = answer?.outcome === 'ok' ? answer.value : null;
  return (
    <div className="max-w-md">
      {!link && (
        <button
          type="button"
          aria-label={isLoading ? undefined : messages.showOf}
          aria-disabled={isLoading}
          onClick={() => {
            if (!isLoading) void ask();
          }}
          className={looks}
        >
          {isLoading ? messages.loading : messages.show}
        </button>
      )}
      <div role="status">
        {link && link.kind !== 'connection' && (
          <p className="text-[0.8125rem] text-ink-2">{messages.kinds[link.kind]}</p>
        )}
        {answer && answer.outcome !== 'ok' && (
          <p className="mt-1 text-[0.8125rem] text-danger">{toFailureMessage(answer, messages.lost)}</p>
        )}
      </div>
      {link && 'url' in link && <ShownLink url={link.url} messages={messages} />}
    </div>
  );
}

function ShownLink({ url, messages }: { readonly url: string; readonly messages: LinkMessages }) {
  const { shown, outcome, copy, forget } = useCopy<HTMLOutputElement>(url);
  const button = useRef<HTMLButtonElement>(null);

  // The button that was pressed is gone; the next thing to do is here.
  useEffect(() => button.current?.focus(), []);

  return (
    <>
      <div className="mt-1 flex min-w-60 items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
        <output
          ref={shown}
          aria-label={messages.linkOf}
          className="min-w-0 flex-1 font-mono text-xs break-all"
        >
          {url}
        </output>
        <button
          ref={button}
          type="button"
          aria-label={outcome === 'copied' ? undefined : messages.copyOf}
          onClick={copy}
          onBlur={forget}
          className={looks}
        >
          <span aria-live="polite">{outcome === 'copied' ? messages.copied : messages.copy}</span>
        </button>
      </div>
      <p role="status" className="text-[0.8125rem] text-ink-2 empty:hidden">
        {outcome === 'selected' ? messages.selected : null}
      </p>
    </>
  );
}
