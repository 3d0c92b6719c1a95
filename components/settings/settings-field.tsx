'use client';

import { type Control, useController, useWatch } from 'react-hook-form';
import { describedBy, FieldFrame, inputClass } from '@/components/form/field-frame';
import { SecretField } from '@/components/form/secret-field';
import {
  type Draft,
  isKeyField,
  isNeeded,
  isShown,
  normalizeCodes,
  type SecretIntent,
  unknownCodes,
} from '@/lib/integrations/draft';
import type { CodesField, Field } from '@/lib/integrations/fields';
import type { Locale } from '@/lib/integrations/locale';
import type { SettingsFormView } from '@/lib/integrations/views';
import { KeyFindings } from '../keys/key-findings';
import type { KeyFit } from '../keys/use-key-lint';
import type { SettingsMessages } from './settings-messages';

type Props = {
  readonly field: Field;
  readonly form: SettingsFormView;
  readonly control: Control<Draft>;
  readonly fit: KeyFit;
  readonly locale: Locale;
  readonly messages: SettingsMessages;
  /** The finding of a test about the field's value. */
  readonly finding?: string | undefined;
};

/** One field of a definition, drawn by its kind. */
export function SettingsField(props: Props) {
  const { field, control } = props;
  const values = useWatch({ control, name: 'values' });
  if (!isShown(field, { values })) return null;
  return field.kind === 'secret' ? (
    <Secret {...props} values={values} />
  ) : (
    <Value {...props} values={values} />
  );
}

type WithValues = Props & { readonly values: Draft['values'] };

function Secret(props: WithValues) {
  const { field, form, control, locale, messages, values, finding } = props;
  const { field: input, fieldState } = useController({ control, name: `secrets.${field.name}` });
  const stored = form.secrets[field.name];
  const secretMessages = messages.secrets[field.name];
  if (!stored || !secretMessages) return null;
  return (
    <SecretField
      id={idOf(field)}
      label={labelOf(field, locale)}
      stored={stored}
      value={input.value as SecretIntent}
      optional={!isNeeded(field, { values })}
      error={problemIn(fieldState.error?.type, messages) ?? finding}
      {...saidOfKey(props, (value) => input.onChange({ intent: 'replace', value }))}
      messages={secretMessages}
      inputRef={input.ref}
      onChange={input.onChange}
    />
  );
}

function Value(props: WithValues) {
  const { field, control, locale, messages, values, finding } = props;
  const { field: input, fieldState } = useController({ control, name: `values.${field.name}` });
  const id = idOf(field);
  const label = labelOf(field, locale);
  const unknown = field.kind === 'codes' ? unknownCodes(field, String(input.value)).join(', ') : '';
  const error = problemIn(fieldState.error?.type, messages)?.replace('{codes}', unknown) ?? finding;
  const hint = field.kind === 'codes' ? codesHint(field, input.value, props) : field.hint?.[locale];
  const { isRefused, below } = saidOfKey(props, input.onChange);
  const aria = {
    'aria-invalid': Boolean(error) || isRefused,
    'aria-describedby': below ? `${describedBy(id, hint)} ${id}-fit` : describedBy(id, hint),
  };
  const shared = {
    id,
    name: input.name,
    ref: input.ref,
    onBlur: input.onBlur,
    onChange: input.onChange,
    ...aria,
  };

  if (field.kind === 'toggle') {
    return (
      <div className="max-w-130">
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            {...shared}
            checked={input.value === true}
            className="mt-1 size-4 shrink-0 accent-accent"
          />
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="mt-1 ml-6.5 text-[0.8125rem] text-ink-3">
            {hint}
          </p>
        )}
      </div>
    );
  }
  if (field.kind === 'choice') {
    return (
      <fieldset className="max-w-130">
        <legend className={field.section === 'access' ? 'sr-only' : 'mb-1'}>{label}</legend>
        <div className="flex flex-col gap-2">
          {field.options.map((option) => (
            <label
              key={option.value}
              className="flex items-center gap-2.5 rounded-control border border-line bg-surface px-3 py-2.5 has-checked:border-accent has-checked:outline has-checked:outline-accent"
            >
              <input
                type="radio"
                name={input.name}
                value={option.value}
                checked={input.value === option.value}
                onChange={() => input.onChange(option.value)}
                onBlur={input.onBlur}
                className="size-4 shrink-0 accent-accent"
              />
              {option.label[locale]}
            </label>
          ))}
        </div>
      </fieldset>
    );
  }
  const aside = isNeeded(field, { values }) ? undefined : messages.optional;
  return (
    <FieldFrame id={id} label={label} aside={aside} hint={hint} error={error} below={below}>
      {field.kind === 'select' ? (
        <select {...shared} value={String(input.value)} className={inputClass}>
          {input.value === '' && <option value="" />}
          {field.options.map((option) => (
            <option key={option} value={option}>
              {messages.options[option] ?? option}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type="text"
          value={String(input.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={field.kind === 'text' ? (field.maxLength ?? 500) : 200}
          className={`${inputClass} ${field.kind === 'codes' || (field.kind === 'text' && field.identifies) ? 'font-mono text-[0.8125rem]' : ''}`}
        />
      )}
    </FieldFrame>
  );
}

function saidOfKey({ field, form, fit, locale, messages }: Props, onClean: (value: string) => void) {
  const findings = fit.findings.filter((finding) => finding.field === field.name);
  const labels = Object.fromEntries(form.fields.map((other) => [other.name, labelOf(other, locale)]));
  return {
    isRefused: findings.some(({ level }) => level === 'error'),
    below: isKeyField(field) && (
      <KeyFindings
        id={idOf(field)}
        label={labelOf(field, locale)}
        messages={messages.keyFit}
        findings={findings}
        fit={fit}
        labels={labels}
        onClean={onClean}
      />
    ),
  };
}

/** Says what an empty field means in the chosen environment, or what the codes mean. */
function codesHint(field: CodesField, typed: unknown, { values, messages }: WithValues): string {
  const codes = normalizeCodes(String(typed));
  const meant = codes.length > 0 ? codes : (field.emptyMeans[String(values.environment)] ?? field.allowed);
  const sentence = codes.length > 0 ? messages.codesHint.typed : messages.codesHint.empty;
  return (sentence ?? '').replace('{codes}', meant.join(', ')).replace('{allowed}', field.allowed.join(', '));
}

function problemIn(type: unknown, messages: SettingsMessages): string | undefined {
  return typeof type === 'string' ? messages.problems[type] : undefined;
}

function idOf(field: Field): string {
  return `field-${field.name}`;
}

function labelOf(field: Field, locale: Locale): string {
  return typeof field.label === 'string' ? field.label : field.label[locale];
}
