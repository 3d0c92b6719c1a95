'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { UnsavedGuard, type UnsavedMessages } from '@/components/form/unsaved-guard';
import { withFreshSignIn } from '@/components/form/with-fresh-sign-in';
import { button } from '@/components/ui/button';
import { type InstancePlace, toApiAddress } from '@/lib/instances/instance';
import type { InstanceDraft, InstanceFieldError } from '@/lib/instances/instance-draft';
import type {
  AddInstanceResult,
  ConfirmedClients,
  EditInstanceResult,
  ConnectionReview as Review,
} from '@/lib/instances/views';
import { type ActionResult, type Outcome, toFailureMessage } from '@/lib/result';
import { scriptRoutes } from '@/lib/routes';
import { ConnectionReview } from './connection-review';
import { ConnectionTest, type TestConnectionAction } from './connection-test';
import { CredentialTestsField, KindField, MarkFields, TextField } from './instance-fields';
import type { InstanceMessages } from './instance-messages';
import { OpenOperations } from './open-operations';

type Edited = InstancePlace & { readonly version: number; readonly label: string };

export type AddInstanceAction = (input: {
  readonly draft: InstanceDraft;
}) => Promise<ActionResult<AddInstanceResult>>;

export type EditInstanceAction = (
  input: InstancePlace & {
    readonly version: number;
    readonly draft: InstanceDraft;
    readonly confirmed?: ConfirmedClients;
  },
) => Promise<ActionResult<EditInstanceResult>>;

type Props = {
  readonly draft: InstanceDraft;
  readonly allowsLoopback: boolean;
  readonly messages: InstanceMessages;
  readonly unsavedMessages: UnsavedMessages;
  readonly testConnectionAction: TestConnectionAction;
} & (
  | { readonly edited: null; readonly saveAction: AddInstanceAction }
  | { readonly edited: Edited; readonly saveAction: EditInstanceAction }
);

type Saved = AddInstanceResult | EditInstanceResult;

/** Adds an instance, or edits one whose key stays unless the address changes. */
export function InstanceForm(props: Props) {
  const { draft, edited, allowsLoopback, messages } = props;
  const router = useRouter();
  const [answer, setAnswer] = useState<Outcome<Saved> | null>(null);
  const [reviewed, setReviewed] = useState<{ draft: InstanceDraft; review: Review } | null>(null);
  const [isWorking, setWorking] = useState(false);
  const rules = { hasKey: edited !== null, storedUrl: edited ? draft.apiUrl : null, allowsLoopback };
  const { control, handleSubmit, setError, getValues, reset, formState } = useForm<InstanceDraft>({
    defaultValues: draft,
    resolver: async (typed) => (await import('./resolve-instance')).resolveInstance(typed, rules),
  });
  const { isDirty, isSubmitting } = formState;
  const apiUrl = useWatch({ control, name: 'apiUrl' });
  const asksForKey = !edited || toApiAddress(apiUrl) !== draft.apiUrl;
  const { form } = messages;

  function showErrors(errors: readonly InstanceFieldError[]): void {
    const [first] = errors;
    for (const { field, problem } of errors) {
      setError(field, { type: problem }, { shouldFocus: field === first?.field });
    }
  }

  const save = handleSubmit((typed) => {
    // A key that was typed for an address that was typed back is not sent.
    return send(asksForKey ? typed : { ...typed, apiKey: '' });
  });

  async function send(typed: InstanceDraft, confirmed?: ConfirmedClients): Promise<void> {
    setAnswer(null);
    const latest = await withFreshSignIn(() => ask(typed, confirmed));
    const value = latest.outcome === 'ok' ? latest.value : null;
    setReviewed(value?.kind === 'needs-review' ? { draft: typed, review: value.review } : null);
    if (value?.kind === 'invalid') showErrors(value.fieldErrors);
    setAnswer(latest);
    if (value?.kind !== 'saved') return;
    reset({ ...typed, apiKey: '' });
    if (edited && value.slug === edited.instance) router.refresh();
    else if (edited) router.replace(scriptRoutes.instance(value.slug));
    else router.push(scriptRoutes.instances());
  }

  function ask(typed: InstanceDraft, confirmed?: ConfirmedClients): Promise<ActionResult<Saved>> {
    if (!props.edited) return props.saveAction({ draft: typed });
    const { label: _, ...place } = props.edited;
    return props.saveAction({ ...place, draft: typed, ...(confirmed && { confirmed }) });
  }

  async function confirm(confirmed: ConfirmedClients): Promise<void> {
    if (!reviewed) return;
    setWorking(true);
    await send(reviewed.draft, confirmed);
    setWorking(false);
  }

  return (
    <>
      <form onSubmit={save} noValidate autoComplete="off" className="flex flex-col gap-5">
        <UnsavedGuard isDirty={isDirty && !isSubmitting} messages={props.unsavedMessages} />
        <TextField control={control} messages={messages} name="name" hint={form.nameHint} />
        <TextField control={control} messages={messages} name="slug" hint={form.slugHint} />
        <MarkFields control={control} messages={messages} />
        <KindField control={control} messages={messages} />
        <TextField control={control} messages={messages} name="apiUrl" hint={form.apiUrlHint} />
        {asksForKey && (
          <TextField
            control={control}
            messages={messages}
            name="apiKey"
            hint={edited ? form.apiKeyMoved : form.apiKeyHint}
          />
        )}
        <CredentialTestsField control={control} messages={messages} />
        <ConnectionTest
          {...(edited && { place: { instance: edited.instance, instanceId: edited.instanceId } })}
          asked={() => {
            const typed = getValues();
            return { apiUrl: typed.apiUrl, apiKey: asksForKey ? typed.apiKey : '' };
          }}
          messages={messages}
          onInvalid={showErrors}
          testConnectionAction={props.testConnectionAction}
        />
        <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
          <button
            type="submit"
            aria-disabled={isSubmitting}
            onClick={(event) => {
              if (isSubmitting) event.preventDefault();
            }}
            className={button.primary}
          >
            {edited ? (isSubmitting ? form.saving : form.save) : isSubmitting ? form.adding : form.add}
          </button>
          <Link href={scriptRoutes.instances()} className={button.quiet}>
            {form.cancel}
          </Link>
          <p
            role="status"
            className={`text-[0.8125rem] empty:hidden ${answer?.outcome === 'ok' ? 'text-ink-2' : 'text-danger'}`}
          >
            {isSubmitting ? null : saidOf(answer, messages)}
          </p>
        </div>
        {answer?.outcome === 'ok' && answer.value.kind === 'open-operations' && (
          <OpenOperations operations={answer.value.operations} messages={messages.operations} />
        )}
      </form>
      {edited && reviewed && (
        <ConnectionReview
          shown={{ ...draft, label: edited.label }}
          review={reviewed.review}
          messages={messages}
          isWorking={isWorking}
          onConfirm={confirm}
          onClose={() => setReviewed(null)}
        />
      )}
    </>
  );
}

/** Null where a field or a list says it. */
export function saidOf(answer: Outcome<Saved> | null, { form }: InstanceMessages): string | null {
  if (answer?.outcome !== 'ok') return toFailureMessage(answer, form.lost);
  const { kind } = answer.value;
  return kind === 'saved' || kind === 'unchanged' ? form[kind] : null;
}
