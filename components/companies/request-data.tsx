'use client';

import { createContext, lazy, type ReactNode, Suspense, useContext, useRef, useState } from 'react';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import type { CompanyLinks } from '@/lib/companies/views';
import { type ActionResult, type Outcome, toFailureMessage, toOutcome } from '@/lib/result';
import type { CreateConnectionAction } from './company-link-list';
import type { CompanyMessages } from './company-messages';

// Loaded while Codat is asked: a list that is only looked at does without it.
const loadList = async () => ({ default: (await import('./company-link-list')).CompanyLinkList });
const CompanyLinkList = lazy(loadList);

export type LinksAction = (instance: string, company: string) => Promise<ActionResult<CompanyLinks>>;

type Company = { readonly id: string; readonly name: string };

type Props = {
  readonly instance: string;
  readonly messages: CompanyMessages;
  readonly linksAction: LinksAction;
  readonly createConnectionAction: CreateConnectionAction;
  readonly children: ReactNode;
};

type Opener = { readonly messages: CompanyMessages['links']; readonly open: (company: Company) => void };

const Opening = createContext<Opener | null>(null);

/** One dialog for all the buttons below it. The links come when it opens, and are let go when it closes. */
export function RequestData({ instance, messages, linksAction, createConnectionAction, children }: Props) {
  const [company, setCompany] = useState<Company | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [answer, setAnswer] = useState<Outcome<CompanyLinks> | null>(null);
  const asked = useRef(0);

  const open = async (wanted: Company) => {
    asked.current += 1;
    const mine = asked.current;
    setCompany(wanted);
    setAnswer(null);
    setOpen(true);
    void loadList();
    const came = await toOutcome(linksAction(instance, wanted.id));
    // Drops an answer if the dialog was closed, or opened for another company, in the meantime.
    if (asked.current === mine) setAnswer(came);
  };
  const close = () => {
    asked.current += 1;
    setOpen(false);
    setAnswer(null);
  };

  return (
    <Opening value={{ messages: messages.links, open }}>
      {children}
      <Dialog
        title={messages.links.title.replace('{name}', company?.name ?? '')}
        isOpen={isOpen}
        onClose={close}
      >
        <div aria-busy={answer === null}>
          <p role="status" className="text-ink-2 empty:hidden">
            {isOpen && answer === null ? messages.links.loading : null}
          </p>
          {answer?.outcome === 'ok' && (
            <Suspense fallback={null}>
              <CompanyLinkList
                messages={messages}
                createConnectionAction={createConnectionAction}
                links={answer.value}
              />
            </Suspense>
          )}
          {answer && answer.outcome !== 'ok' && company && (
            <>
              <p role="alert" className="text-danger">
                {toFailureMessage(answer, messages.links.unanswered)}
              </p>
              <button type="button" className={`${button.secondary} mt-3`} onClick={() => open(company)}>
                {messages.links.retry}
              </button>
            </>
          )}
        </div>
        <DialogActions>
          <button type="button" className={button.secondary} onClick={close}>
            {messages.links.close}
          </button>
        </DialogActions>
      </Dialog>
    </Opening>
  );
}

export function RequestDataButton({ company }: { readonly company: Company }) {
  const opener = useContext(Opening);
  if (!opener) return null;
  return (
    <button
      type="button"
      aria-label={opener.messages.openNamed.replace('{name}', company.name)}
      onClick={() => opener.open(company)}
      className={button.secondary}
    >
      {opener.messages.open}
    </button>
  );
}
