'use client';

import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useInstancePlace } from '@/components/form/instance-place';
import { UnsavedGuard } from '@/components/form/unsaved-guard';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { InstancePlace } from '@/lib/instances/instance';
import { disruptiveFields } from '@/lib/integrations/account-fields';
import type { Draft } from '@/lib/integrations/draft';
import { type Field, sections } from '@/lib/integrations/fields';
import type { Locale } from '@/lib/integrations/locale';
import type { Confirmation, ConfirmationReason } from '@/lib/integrations/review';
import type { Basis, SaveResult, SettingsFormView } from '@/lib/integrations/views';
import type { ActionResult, Outcome } from '@/lib/result';
import { reviews } from '@/lib/routes';
import { CredentialTest, type TestFailure } from '../keys/credential-test';
import { useKeyFit } from '../keys/use-key-lint';
import { Review } from '../review/review';
import { SettingsField } from './settings-field';
import type { SettingsMessages } from './settings-messages';

type Change = InstancePlace & {
  readonly key: string;
  readonly basis: Basis;
  readonly draft: Draft;
  readonly override: readonly string[];
};

export type SaveAction = (change: Change & Sent<Confirmation>) => Promise<ActionResult<SaveResult>>;

type Props = {
  readonly form: SettingsFormView;
  readonly locale: Locale;
  readonly messages: SettingsMessages;
  readonly saveAction: SaveAction;
  /** Called with every answer, and with an unknown outcome if none came. */
  readonly onAnswer: (answer: Outcome<SaveResult>) => void;
  readonly overwrite: Basis | null;
};

/** A draft: what Codat holds goes in once, and what was changed comes out once. */
export function SettingsForm({ form, locale, messages, saveAction, onAnswer, overwrite }: Props) {
  const place = useInstancePlace();
  const [basis] = useState(form.basis);
  const [finding, setFinding] = useState<TestFailure | null>(null);
  const [reviewed, setReviewed] = useState<{ readonly change: Change; readonly operation: string } | null>(
    null,
  );
  const action = useIdempotentAction((change: Change, sent: Sent<Confirmation>) =>
    saveAction({ ...change, ...sent }),
  );
  const { control, handleSubmit, setError, reset, formState, getValues, subscribe } = useForm<Draft>({
    defaultValues: { values: form.values, secrets: keepAll(form) },
    resolver: async (draft) => (await import('./resolve-draft')).resolveDraft(form, draft),
    shouldFocusError: true,
  });
  const { isDirty, isSubmitting, dirtyFields } = formState;
  const unsaved = countLeaves(dirtyFields.values) + Object.keys(dirtyFields.secrets ?? {}).length;

  const fit = useKeyFit(form, { getValues, subscribe });
  const cutsOff = messages.cutsOff !== null && seemsDisruptive(form, dirtyFields);

  const save = handleSubmit(async (draft) => {
    if (!(await fit.passes())) return;
    const change = {
      ...place,
      key: form.integrationKey,
      basis: overwrite ?? basis,
      draft,
      override: fit.acknowledged,
    };
    if (await send(change)) setReviewed({ change, operation: await action.keyOf(change) });
  });

  /** A reason where it needs the person's agreement first, null where it is over. */
  async function send(change: Change, confirmation?: Confirmation): Promise<ConfirmationReason | null> {
    const answer = await action.send(change, confirmation);
    if (!answer) return null;
    if (answer.outcome === 'ok' && answer.value.kind === 'needs-review') return answer.value.reason;
    take(answer, change.draft);
    return null;
  }

  function take(answer: Outcome<SaveResult>, draft: Draft): void {
    if (answer.outcome === 'ok' && answer.value.kind === 'invalid') {
      for (const { field, problem } of answer.value.fieldErrors) {
        const group = form.secrets[field] ? 'secrets' : 'values';
        setError(`${group}.${field}`, { type: problem }, { shouldFocus: true });
      }
    }
    if (answer.outcome === 'ok' && answer.value.kind === 'key-rejected') fit.take(answer.value.findings);
    // Saved values can't be lost, even before the page comes back with them.
    if (answer.outcome === 'ok' && answer.value.kind === 'saved') reset(draft);
    onAnswer(answer);
  }

  return (
    <>
      <form onSubmit={save} noValidate autoComplete="off" {...fit.listeners}>
        <UnsavedGuard isDirty={isDirty && !isSubmitting} messages={messages.unsavedGuard} />
        {sections.map((section) => {
          const fields = form.fields.filter((field) => field.section === section);
          if (fields.length === 0) return null;
          const { title, lead } = messages.sections[section];
          return (
            <section
              key={section}
              className="border-line py-6 first-of-type:pt-0 [&:not(:first-of-type)]:border-t"
            >
              <h2 className="text-[0.9375rem] font-semibold">{title}</h2>
              {lead && <p className="text-[0.8125rem] text-ink-3">{lead}</p>}
              <div className="mt-4 flex flex-col gap-5">
                {fields.map((field) => (
                  <SettingsField
                    key={field.name}
                    field={field}
                    form={form}
                    control={control}
                    fit={fit}
                    locale={locale}
                    messages={messages}
                    finding={finding?.field === field.name ? finding.text : undefined}
                  />
                ))}
              </div>
            </section>
          );
        })}
        {cutsOff && (
          <div className="mb-4">
            <Notice tone="danger" live>
              {messages.cutsOff}
            </Notice>
          </div>
        )}
        <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
          <button
            type="submit"
            aria-disabled={!isDirty || isSubmitting}
            aria-describedby="save-state"
            onClick={(event) => {
              if (!isDirty || isSubmitting) event.preventDefault();
            }}
            className={button.primary}
          >
            {isSubmitting ? messages.saving : messages.save}
          </button>
          {form.credentialTest && messages.credentialTest && (
            <CredentialTest
              form={form}
              control={control}
              locale={locale}
              view={form.credentialTest}
              messages={messages.credentialTest}
              onFailure={setFinding}
            />
          )}
          <span id="save-state" className="text-[0.8125rem] text-ink-3">
            {isDirty ? (messages.unsaved[unsaved] ?? '') : messages.nothingToSave}
          </span>
        </div>
      </form>
      {reviewed && (
        <Review
          question={{
            url: reviews.save,
            kind: 'save',
            body: { ...reviewed.change, operation: reviewed.operation },
            name: form.name,
          }}
          messages={messages.review}
          onConfirm={(confirmation) => send(reviewed.change, confirmation)}
          onOtherAnswer={(value) =>
            take({ outcome: 'ok', value: value as SaveResult }, reviewed.change.draft)
          }
          onClose={() => setReviewed(null)}
        />
      )}
    </>
  );
}

function keepAll(form: SettingsFormView): Draft['secrets'] {
  return Object.fromEntries(Object.keys(form.secrets).map((name) => [name, { intent: 'keep' }] as const));
}

type Marks = { readonly values?: object | undefined; readonly secrets?: object | undefined };

/** A hint, by what the form knows: whether it is so is decided by what would be written. */
function seemsDisruptive(form: SettingsFormView, dirty: Marks): boolean {
  const marks: Readonly<Record<string, unknown>> = { ...dirty.values, ...dirty.secrets };
  const held = ({ name }: Field) => {
    const isInUse = form.secrets[name]?.inUse ?? Boolean(form.values[name]);
    return isInUse ? 'held' : null;
  };
  const next = (field: Field) => {
    const isSecret = field.kind === 'secret';
    if (!marks[field.name] || (isSecret && !form.secrets[field.name]?.inUse)) return held(field);
    return 'changed';
  };
  return (
    disruptiveFields({ fields: form.fields, held, next, isSame: (one, other) => one === other }).length > 0
  );
}

function countLeaves(marks: object | undefined): number {
  return Object.values(marks ?? {}).filter(Boolean).length;
}
