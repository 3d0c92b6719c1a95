'use client';

import { useId, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { useInstancePlace } from '@/components/form/instance-place';
import { toFormData } from '@/components/form/to-form-data';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy/copy-box';
import { isConnectionStatus } from '@/lib/companies/company-status';
import type { CompanyLinks, ConnectionLink } from '@/lib/companies/views';
import type { InstancePlace } from '@/lib/instances/instance';
import { type ActionResult, toFailureMessage } from '@/lib/result';
import type { CompanyMessages } from './company-messages';
import { lookOf, StatusPill } from './status-pill';

export type CreateConnectionAction = (form: FormData) => Promise<ActionResult<ConnectionLink>>;

type Props = {
  readonly messages: CompanyMessages;
  readonly links: CompanyLinks;
  readonly createConnectionAction: CreateConnectionAction;
};

export function CompanyLinkList({ messages, links, createConnectionAction }: Props) {
  return (
    <div className="flex flex-col gap-5">
      <p className="text-[0.8125rem] text-ink-3">{messages.links.warning}</p>
      <section>
        <h3 className="font-semibold text-ink">{messages.links.company}</h3>
        <p className="text-[0.8125rem] text-ink-2">{messages.links.companyText}</p>
        <LinkBox messages={messages} name={links.name} linkUrl={links.linkUrl} />
      </section>
      {links.groups.length === 0 && <p className="text-ink-2">{messages.links.noConnections}</p>}
      {links.groups.map(({ category, connections }) => (
        <section key={category}>
          <h3 className="font-semibold text-ink">{messages.categories[category]}</h3>
          <ul className="divide-y divide-line">
            {connections.map((connection) => (
              <Connection key={connection.id} messages={messages} connection={connection} />
            ))}
          </ul>
        </section>
      ))}
      <NewLink messages={messages} links={links} createConnectionAction={createConnectionAction} />
    </div>
  );
}

function Connection({
  messages,
  connection,
}: {
  readonly messages: CompanyMessages;
  readonly connection: ConnectionLink;
}) {
  const { platform, status, linkUrl } = connection;
  const isBroken = status === 'Deauthorized';
  const [isShown, setShown] = useState(!isBroken);
  return (
    <li className="py-3 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="flex flex-wrap items-center gap-2">
          <span className="text-ink">{platform}</span>
          <StatusPill
            status={lookOf(status)}
            label={isConnectionStatus(status) ? messages.connectionStatuses[status] : status}
          />
          {isBroken && <span className="text-[0.8125rem] text-caution">{messages.links.broken}</span>}
        </span>
        {isBroken && (
          <button
            type="button"
            aria-expanded={isShown}
            aria-label={messages.links.reauthorizeNamed.replace('{name}', platform)}
            onClick={() => setShown(true)}
            className={button.secondary}
          >
            {messages.links.reauthorize}
          </button>
        )}
      </div>
      {isShown && (
        <div aria-live="polite">
          {isBroken && (
            <p className="mt-2 text-[0.8125rem] text-ink-2">
              {messages.links.reauthorizeText.replace('{name}', platform)}
            </p>
          )}
          <LinkBox messages={messages} linkUrl={linkUrl} name={platform} />
        </div>
      )}
    </li>
  );
}

function LinkBox({
  messages,
  name,
  linkUrl,
}: {
  readonly messages: CompanyMessages;
  readonly name: string;
  readonly linkUrl: string | null;
}) {
  if (linkUrl === null) return <p className="mt-1 text-[0.8125rem] text-ink-3">{messages.links.noLink}</p>;
  return (
    <CopyBox text={linkUrl} messages={messages.copy} label={messages.copy.named.replace('{name}', name)} />
  );
}

type NewConnection = InstancePlace & { readonly company: string; readonly key: string };

function NewLink({ messages, links, createConnectionAction }: Props) {
  const place = useInstancePlace();
  const id = useId();
  const [key, setKey] = useState('');
  const { answer, isSending, send, isOpen } = useIdempotentAction(
    (decision: NewConnection, sent: Sent<never>) =>
      createConnectionAction(toFormData({ ...decision, operation: sent.operation })),
  );
  const { offered } = links;
  return (
    <section className="border-t border-line pt-4">
      <h3 className="font-semibold text-ink">{messages.links.createTitle}</h3>
      {offered === null && <p className="text-ink-2">{messages.links.unreadableOffer}</p>}
      {offered?.length === 0 && <p className="text-ink-2">{messages.links.noOffer}</p>}
      {offered !== null && offered.length > 0 && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (key) void send({ ...place, company: links.id, key });
          }}
          className="mt-2 flex flex-wrap items-end gap-2"
        >
          <label htmlFor={id} className="sr-only">
            {messages.links.integration}
          </label>
          <select
            id={id}
            value={key}
            required
            disabled={isOpen || isSending}
            onChange={({ target }) => setKey(target.value)}
            className={`${inputClass} w-auto min-w-0 flex-1`}
          >
            <option value="">{messages.links.choose}</option>
            {offered.map((integration) => (
              <option key={integration.key} value={integration.key}>
                {integration.name}
              </option>
            ))}
          </select>
          <button type="submit" aria-disabled={isSending} className={button.primary}>
            {isSending ? messages.links.creating : isOpen ? messages.links.checkAgain : messages.links.create}
          </button>
        </form>
      )}
      <p role="alert" className="mt-2 text-sm text-danger empty:hidden">
        {isSending ? null : toFailureMessage(answer, messages.links.lost)}
      </p>
      {answer?.outcome === 'ok' && !isSending && (
        <div className="mt-3">
          <p role="status" className="font-semibold text-positive">
            {messages.links.created.replace('{name}', answer.value.platform)}
          </p>
          <LinkBox messages={messages} name={answer.value.platform} linkUrl={answer.value.linkUrl} />
        </div>
      )}
    </section>
  );
}
