'use client';

import Link from 'next/link';
import { useId, useRef, useState } from 'react';
import { describedBy, FieldFrame, inputClass } from '@/components/form/field-frame';
import { useInstancePlace } from '@/components/form/instance-place';
import { toFormData } from '@/components/form/to-form-data';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy/copy-box';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { linkClass } from '@/components/ui/link-class';
import { maxCompanyNameLength, sanitizeCompanyName } from '@/lib/companies/company-name';
import type { LinkedCompany } from '@/lib/companies/views';
import type { InstancePlace } from '@/lib/instances/instance';
import { type ActionResult, toFailureMessage } from '@/lib/result';
import { scriptRoutes } from '@/lib/routes';
import type { CompanyMessages } from './company-messages';

export type CreateCompanyAction = (form: FormData) => Promise<ActionResult<LinkedCompany>>;

type Props = {
  readonly instance: string;
  readonly messages: CompanyMessages['new'];
  readonly copyMessages: CompanyMessages['copy'];
  readonly createCompanyAction: CreateCompanyAction;
};

export function NewCompany({ instance, messages, copyMessages, createCompanyAction }: Props) {
  const [isOpen, setOpen] = useState(false);
  // A created company is cleared when the dialog is closed. An attempt without a known outcome is kept.
  const [round, setRound] = useState(0);
  const isDone = useRef(false);
  const close = () => {
    setOpen(false);
    if (isDone.current) setRound(round + 1);
    isDone.current = false;
  };
  return (
    <>
      <button type="button" className={button.primary} onClick={() => setOpen(true)}>
        {messages.open}
      </button>
      <Dialog title={messages.title} isOpen={isOpen} onClose={close}>
        <NewCompanyForm
          key={round}
          instance={instance}
          messages={messages}
          copyMessages={copyMessages}
          createCompanyAction={createCompanyAction}
          onClose={close}
          onCreated={() => {
            isDone.current = true;
          }}
        />
      </Dialog>
    </>
  );
}

type NewName = InstancePlace & { readonly name: string };
type FormProps = Props & { readonly onClose: () => void; readonly onCreated: () => void };

function NewCompanyForm({
  instance,
  messages,
  copyMessages,
  createCompanyAction,
  onClose,
  onCreated,
}: FormProps) {
  const id = useId();
  const place = useInstancePlace();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const { answer, isSending, send, isOpen } = useIdempotentAction((decision: NewName, sent: Sent<never>) =>
    createCompanyAction(toFormData({ ...decision, operation: sent.operation })),
  );
  const kept = sanitizeCompanyName(typed);

  if (answer?.outcome === 'ok')
    return (
      <Created
        instance={instance}
        messages={messages}
        copyMessages={copyMessages}
        onClose={onClose}
        company={answer.value}
      />
    );

  const submit = async () => {
    if (kept.name === '') return setProblem(typed.trim() === '' ? messages.required : messages.empty);
    setProblem(undefined);
    const sent = await send({ ...place, name: typed });
    if (sent?.outcome === 'ok') onCreated();
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FieldFrame id={id} label={messages.name} hint={messages.hint} error={problem}>
        <input
          id={id}
          value={typed}
          readOnly={isOpen || isSending}
          maxLength={maxCompanyNameLength}
          autoComplete="off"
          spellCheck={false}
          aria-required="true"
          aria-invalid={Boolean(problem)}
          aria-describedby={`${describedBy(id, messages.hint)} ${id}-drops`}
          onChange={({ target }) => {
            setTyped(target.value);
            setProblem(undefined);
          }}
          className={inputClass}
        />
      </FieldFrame>
      <div id={`${id}-drops`} aria-live="polite" className="mt-2 text-[0.8125rem] text-caution empty:hidden">
        {kept.dropped.length > 0 &&
          (kept.name === ''
            ? messages.empty
            : messages.drops.replace('{characters}', kept.dropped.join(' ')).replace('{name}', kept.name))}
      </div>
      {kept.withoutAccents && !isOpen && (
        <button
          type="button"
          className={`${button.secondary} mt-2 h-auto whitespace-normal`}
          onClick={() => setTyped(kept.withoutAccents ?? '')}
        >
          {messages.bare.replace('{name}', kept.withoutAccents)}
        </button>
      )}
      <p role="alert" className="mt-3 text-sm text-danger empty:hidden">
        {isSending ? null : toFailureMessage(answer, messages.lost)}
        {isOpen && !isSending ? ` ${messages.unknown}` : null}
      </p>
      <DialogActions>
        <button type="button" className={button.quiet} onClick={onClose}>
          {messages.cancel}
        </button>
        <button type="submit" aria-disabled={isSending} className={button.primary}>
          {isSending
            ? isOpen
              ? messages.checking
              : messages.adding
            : isOpen
              ? messages.checkAgain
              : messages.add}
        </button>
      </DialogActions>
    </form>
  );
}

type CreatedProps = Pick<FormProps, 'instance' | 'messages' | 'copyMessages' | 'onClose'> & {
  readonly company: LinkedCompany;
};

function Created({ instance, messages, copyMessages, company, onClose }: CreatedProps) {
  return (
    <>
      <p role="status" className="font-semibold text-positive">
        {messages.created.replace('{name}', company.name)}
      </p>
      {company.linkUrl === null ? (
        <p className="mt-2 text-ink-2">{messages.noLink}</p>
      ) : (
        <>
          <p className="mt-2 text-ink-2">{messages.linkText}</p>
          <CopyBox
            text={company.linkUrl}
            messages={copyMessages}
            label={copyMessages.named.replace('{name}', company.name)}
          />
        </>
      )}
      <p className="mt-3">
        <Link href={scriptRoutes.company(instance, company.id)} prefetch={false} className={linkClass}>
          {messages.openCompany}
        </Link>
      </p>
      <DialogActions>
        {/* biome-ignore lint/a11y/noAutofocus: the button that was pressed is gone, and this is what is left to do */}
        <button type="button" autoFocus className={button.primary} onClick={onClose}>
          {messages.done}
        </button>
      </DialogActions>
    </>
  );
}
