import type { ReactNode, RefObject } from 'react';
import { button } from '@/components/ui/button';
import type { SecretIntent } from '@/lib/integrations/draft';
import type { StoredSecretView } from '@/lib/integrations/views';
import { describedBy, FieldFrame, inputClass } from './field-frame';

export type SecretMessages = {
  readonly replace: string;
  readonly cancel: string;
  readonly remove: string;
  readonly undo: string;
  readonly inUse: string;
  readonly optional: string;
  readonly stored: string;
  readonly removed: string;
  readonly damaged: string;
  /** Ready for the reader, such as "Saved 12 March 2026 by admin@example.com". */
  readonly saved: ReactNode;
  readonly paste: string;
};

type Props = {
  readonly id: string;
  readonly label: string;
  readonly stored: StoredSecretView;
  readonly value: SecretIntent;
  readonly optional: boolean;
  readonly error?: string | undefined;
  readonly isRefused?: boolean;
  readonly below?: ReactNode;
  readonly messages: SecretMessages;
  readonly inputRef: RefObject<HTMLInputElement | null> | ((element: HTMLInputElement | null) => void);
  readonly onChange: (intent: SecretIntent) => void;
};

/** Write-only: a stored value is never shown, and no typed text means "unchanged". */
export function SecretField(props: Props) {
  const { id, label, stored, value, messages, onChange } = props;
  const aside = stored.inUse
    ? messages.inUse
    : props.optional && !stored.isSet
      ? messages.optional
      : undefined;
  const isTyped = value.intent === 'replace' || !stored.isSet;
  const hint = stored.damaged ? messages.damaged : isTyped ? null : messages.saved;

  return (
    <FieldFrame id={id} label={label} aside={aside} hint={hint} error={props.error} below={props.below}>
      {isTyped ? (
        <div className="flex gap-2">
          <input
            ref={props.inputRef}
            id={id}
            type="password"
            // biome-ignore lint/a11y/noAutofocus: a user who pressed Replace continues typing here
            autoFocus={stored.isSet}
            autoComplete="off"
            data-1p-ignore=""
            data-lpignore="true"
            spellCheck={false}
            maxLength={4000}
            placeholder={messages.paste}
            value={value.intent === 'replace' ? value.value : ''}
            aria-invalid={Boolean(props.error) || props.isRefused === true}
            aria-describedby={props.below ? `${describedBy(id, hint)} ${id}-fit` : describedBy(id, hint)}
            onChange={({ target }) =>
              onChange(
                target.value === '' && !stored.isSet
                  ? { intent: 'keep' }
                  : { intent: 'replace', value: target.value },
              )
            }
            className={`${inputClass} font-mono`}
          />
          {stored.isSet && (
            <button
              type="button"
              aria-label={`${messages.cancel}: ${label}`}
              className={button.secondary}
              onClick={() => onChange({ intent: 'keep' })}
            >
              {messages.cancel}
            </button>
          )}
        </div>
      ) : (
        <div className="flex items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1.5 pl-3">
          <span className="min-w-0 flex-1 truncate font-mono text-[0.8125rem]">
            {value.intent === 'clear' ? messages.removed : `•••••••••• ${stored.hint ?? ''}`}
            <span className="sr-only">{messages.stored}</span>
          </span>
          {value.intent === 'clear' ? (
            <Choice
              id={id}
              label={`${messages.undo}: ${label}`}
              text={messages.undo}
              onPress={() => onChange({ intent: 'keep' })}
            />
          ) : (
            <>
              <Choice
                id={id}
                label={`${messages.replace}: ${label}`}
                text={messages.replace}
                onPress={() => onChange({ intent: 'replace', value: '' })}
              />
              {!stored.inUse && (
                <Choice
                  label={`${messages.remove}: ${label}`}
                  text={messages.remove}
                  onPress={() => onChange({ intent: 'clear' })}
                />
              )}
            </>
          )}
        </div>
      )}
    </FieldFrame>
  );
}

type ChoiceProps = {
  readonly id?: string;
  readonly label: string;
  readonly text: string;
  readonly onPress: () => void;
};

function Choice({ id, label, text, onPress }: ChoiceProps) {
  return (
    <button
      id={id}
      type="button"
      aria-label={label}
      onClick={onPress}
      className="rounded-control border border-line-strong bg-surface px-2.5 py-1 text-[0.8125rem] hover:bg-sunken"
    >
      {text}
    </button>
  );
}
