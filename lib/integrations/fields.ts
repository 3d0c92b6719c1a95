import type { KeyRules } from './keys/key-rules';
import type { Words } from './locale';

// The closed set of field kinds. Secrecy lives in the kind, so that a secret can't be declared without its masking.

export const sections = ['keys', 'environment', 'link', 'options', 'access', 'proxy'] as const;
export type Section = (typeof sections)[number];

/** Another field of the same form has this value. */
export type Condition = { readonly field: string; readonly equals: string | boolean };

type Common = {
  /** Our name of the field; what Codat calls it is known to codat-mapping alone. */
  readonly name: string;
  /** The label in the Codat Portal; plain text if it is the same in both languages. */
  readonly label: string | Words;
  readonly required: boolean;
  readonly section: Section;
  readonly hint?: Words | undefined;
  readonly showWhen?: Condition | undefined;
  /** Required as long as this holds, such as the secret of the environment that is chosen. */
  readonly neededWhen?: Condition | undefined;
};

export type TextField = Common & {
  readonly kind: 'text';
  readonly identifies: boolean;
  readonly maxLength?: number | undefined;
  readonly keys?: KeyRules | undefined;
};
export type SecretField = Common & { readonly kind: 'secret'; readonly keys?: KeyRules | undefined };
export type SelectField = Common & { readonly kind: 'select'; readonly options: readonly string[] };
export type ToggleField = Common & { readonly kind: 'toggle' };
export type ChoiceField = Common & {
  readonly kind: 'choice';
  /** The first one is the default. */
  readonly options: readonly { readonly value: string; readonly label: Words }[];
};
export type CodesField = Common & {
  readonly kind: 'codes';
  readonly allowed: readonly string[];
  /** The meaning of an empty field, by the value of the environment field. */
  readonly emptyMeans: Readonly<Record<string, readonly string[]>>;
};

export type Field = TextField | SecretField | SelectField | ToggleField | ChoiceField | CodesField;

type Extra = Partial<Pick<Common, 'required' | 'section' | 'hint' | 'showWhen' | 'neededWhen'>>;
/** Adds what is known of the values' shape, if anything is. */
type KeyExtra = Extra & { readonly keys?: KeyRules };

/** Defines a value that identifies an account, such as a client ID. It is shown by its last four characters. */
export function identifier(name: string, label: string | Words, extra: KeyExtra = {}): TextField {
  return { kind: 'text', name, label, required: true, section: 'keys', ...extra, identifies: true };
}

export function text(
  name: string,
  label: string | Words,
  extra: Extra & { readonly maxLength?: number } = {},
): TextField {
  return { kind: 'text', name, label, required: false, section: 'options', ...extra, identifies: false };
}

export function secret(name: string, label: string | Words, extra: KeyExtra = {}): SecretField {
  return { kind: 'secret', name, label, required: true, section: 'keys', ...extra };
}

export function select(
  name: string,
  label: string | Words,
  extra: Extra & Pick<SelectField, 'options'>,
): SelectField {
  return { kind: 'select', name, label, required: true, section: 'environment', ...extra };
}

export function toggle(name: string, label: string | Words, extra: Extra = {}): ToggleField {
  return { kind: 'toggle', name, label, required: false, section: 'options', ...extra };
}

export function codes(
  name: string,
  label: string | Words,
  extra: Extra & Pick<CodesField, 'allowed' | 'emptyMeans'>,
): CodesField {
  return { kind: 'codes', name, label, required: false, section: 'options', ...extra };
}

export function choice(
  name: string,
  label: string | Words,
  extra: Extra & Pick<ChoiceField, 'options'>,
): ChoiceField {
  return { kind: 'choice', name, label, required: false, section: 'options', ...extra };
}

/** The choice that most settings pages share: sync once, or keep syncing. */
export function companyDataAccess(): ChoiceField {
  return choice(
    'companyDataAccess',
    { en: 'Access to company data', fr: 'Accès aux données de l’entreprise' },
    {
      section: 'access',
      options: [
        {
          value: 'continuous',
          label: {
            en: 'Allow continuous data sync',
            fr: 'Autoriser la synchronisation continue des données',
          },
        },
        {
          value: 'oneOff',
          label: {
            en: 'Allow one-off data sync when company authorizes connection',
            fr: 'Autoriser une seule synchronisation des données, quand l’entreprise autorise la connexion',
          },
        },
      ],
    },
  );
}
