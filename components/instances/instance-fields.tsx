import { type Control, Controller, useWatch } from 'react-hook-form';
import { describedBy, FieldFrame, inputClass } from '@/components/form/field-frame';
import { InstanceMark } from '@/components/shell/instance-mark';
import { instanceColours, instanceKinds, instanceShapes } from '@/lib/instances/instance';
import {
  type InstanceDraft,
  type InstanceProblem,
  maxAddressLength,
  maxInstanceNameLength,
  maxSlugLength,
} from '@/lib/instances/instance-draft';
import type { InstanceMessages } from './instance-messages';

type Props = { readonly control: Control<InstanceDraft>; readonly messages: InstanceMessages };

type TextProps = Props & {
  readonly name: 'name' | 'slug' | 'apiUrl' | 'apiKey';
  readonly hint: string;
};

const limits = { name: maxInstanceNameLength, slug: maxSlugLength, apiUrl: maxAddressLength, apiKey: 4_000 };

export function TextField({ control, messages, name, hint }: TextProps) {
  const id = `instance-${name}`;
  const isKey = name === 'apiKey';
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <FieldFrame
          id={id}
          hint={hint}
          label={messages.form[name]}
          error={problemText(fieldState.error?.type, messages)}
        >
          <input
            {...field}
            id={id}
            type={isKey ? 'password' : 'text'}
            autoComplete="off"
            data-1p-ignore=""
            data-lpignore="true"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={limits[name]}
            aria-required="true"
            aria-invalid={fieldState.invalid}
            aria-describedby={describedBy(id, hint)}
            className={`${inputClass} ${name === 'name' ? '' : 'font-mono'}`}
          />
        </FieldFrame>
      )}
    />
  );
}

type ChoiceProps<Name extends 'colour' | 'shape' | 'kind'> = Props & {
  readonly name: Name;
  readonly options: readonly InstanceDraft[Name][];
  readonly labels: Readonly<Record<InstanceDraft[Name], string>>;
  readonly hint?: string;
};

function ChoiceField<Name extends 'colour' | 'shape' | 'kind'>({
  control,
  messages,
  name,
  options,
  labels,
  hint,
}: ChoiceProps<Name>) {
  const id = `instance-${name}`;
  return (
    <Controller
      control={control}
      name={name as 'colour' | 'shape' | 'kind'}
      render={({ field, fieldState }) => (
        <FieldFrame
          id={id}
          hint={hint}
          label={messages.form[name]}
          error={problemText(fieldState.error?.type, messages)}
        >
          <select
            {...field}
            id={id}
            aria-invalid={fieldState.invalid}
            aria-describedby={describedBy(id, hint)}
            className={inputClass}
          >
            {options.map((option) => (
              <option key={option} value={option}>
                {labels[option]}
              </option>
            ))}
          </select>
        </FieldFrame>
      )}
    />
  );
}

export function KindField(props: Props) {
  const { kinds, form } = props.messages;
  return <ChoiceField {...props} name="kind" options={instanceKinds} labels={kinds} hint={form.kindHint} />;
}

/** Both parts of the mark, with a look at it as the name will have it. */
export function MarkFields(props: Props) {
  const { colours, shapes, form } = props.messages;
  const [name, colour, shape] = useWatch({ control: props.control, name: ['name', 'colour', 'shape'] });
  return (
    <>
      <ChoiceField {...props} name="colour" options={instanceColours} labels={colours} />
      <ChoiceField {...props} name="shape" options={instanceShapes} labels={shapes} hint={form.shapeHint} />
      <p aria-hidden="true" className="flex items-center gap-2">
        <InstanceMark colour={colour} shape={shape} />
        <span className="truncate">{name}</span>
      </p>
    </>
  );
}

export function CredentialTestsField({ control, messages }: Props) {
  const id = 'instance-credentialTests';
  return (
    <Controller
      control={control}
      name="credentialTests"
      render={({ field: { value, ...field } }) => (
        <div className="max-w-130">
          <label htmlFor={id} className="flex items-center gap-2">
            <input
              {...field}
              id={id}
              type="checkbox"
              checked={value}
              aria-describedby={`${id}-hint`}
              className="size-4 accent-accent"
            />
            {messages.form.credentialTests}
          </label>
          <p id={`${id}-hint`} className="mt-1 text-[0.8125rem] text-ink-3">
            {messages.form.credentialTestsHint}
          </p>
        </div>
      )}
    />
  );
}

export function problemText(problem: string | undefined, { form }: InstanceMessages): string | undefined {
  return problem === undefined ? undefined : form.problems[problem as InstanceProblem];
}
