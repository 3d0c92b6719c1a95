import { type Draft, isIdentifier } from '../draft';
import type { Field } from '../fields';
import type { KeyRules, Refusal } from './key-rules';
import { cleaned, findTrouble, type TextTrouble } from './key-text';

// Checks whether a key fits its field. The browser runs it while the key is typed, and loads it at the first touch of a
// form. The server runs it again and trusts nothing that the browser says. It yields codes, not messages. An error
// blocks; a warning can be acknowledged by name.

export const warnings = ['not-hex', 'unusual', 'same-secret'] as const;
export type Misfit = TextTrouble | Refusal | (typeof warnings)[number] | 'same-as-id';

export type KeyFinding = {
  readonly field: string;
  readonly code: Misfit;
  readonly level: 'error' | 'warning';
  readonly facts: Readonly<Record<string, string | number>>;
  /** The value without what doesn't belong to it. Never leaves the browser. */
  readonly clean?: string;
};

export type JudgedForm = {
  readonly fields: readonly Field[];
  /** The values that the form was opened with. An unedited value is not judged. */
  readonly values: Draft['values'];
};

export type EnteredKey = { readonly field: Field; readonly value: string };

/** Returns the findings in the entered keys: one error or the warnings of each field. */
export function lintKeys(form: JudgedForm, draft: Draft): KeyFinding[] {
  const entered = enteredKeys(form, draft);
  const ids = form.fields.filter(isIdentifier).map((field) => ({ field, value: textOf(draft, field) }));
  return entered.flatMap(({ field, value }, index) => {
    const own = judgeValue(field, value);
    if (own.some(({ level }) => level === 'error')) return own;
    const isSame = (other: EnteredKey) => other.field.name !== field.name && other.value === value;
    const id = field.kind === 'secret' ? ids.find(isSame) : undefined;
    if (id) return [sameAsId(field.name, id.field.name)];
    const twin = entered.slice(0, index).find((other) => other.field.kind === 'secret' && isSame(other));
    return field.kind === 'secret' && twin ? [...own, sameSecret(field.name, twin.field.name)] : own;
  });
}

/** Trimmed, as the draft's schema does before anything is stored. */
export function enteredKeys(form: JudgedForm, draft: Draft): EnteredKey[] {
  return form.fields.flatMap((field) => {
    const value = textOf(draft, field);
    const isTouched = field.kind === 'secret' || (isIdentifier(field) && value !== form.values[field.name]);
    return value !== '' && isTouched ? [{ field, value }] : [];
  });
}

export function sameAsId(field: string, other: string): KeyFinding {
  return { field, code: 'same-as-id', level: 'error', facts: { other } };
}

export function sameSecret(field: string, other: string): KeyFinding {
  return { field, code: 'same-secret', level: 'warning', facts: { other } };
}

function textOf(draft: Draft, field: Field): string {
  if (field.kind !== 'secret') return String(draft.values[field.name] ?? '').trim();
  const intent = draft.secrets[field.name];
  return intent?.intent === 'replace' ? intent.value.trim() : '';
}

function judgeValue(field: Field, value: string): KeyFinding[] {
  const rules = field.kind === 'secret' || field.kind === 'text' ? field.keys : undefined;
  const trouble = findTrouble(value);
  const level = trouble ? levelOf(trouble.code, rules) : null;
  if (trouble && level) {
    const clean = cleaned(value);
    return [{ field: field.name, ...trouble, level, ...(clean !== null && { clean }) }];
  }
  if (!rules) return [];
  for (const { like, reason } of rules.refused ?? []) {
    const prefix = new RegExp(like).exec(value)?.[0];
    if (prefix === undefined) continue;
    // The whole of a value is no prefix: where a rule knows the whole shape, nothing of it is repeated.
    const facts = prefix === value ? {} : { prefix };
    return [{ field: field.name, code: reason, level: 'error', facts }];
  }
  return judgeShape(field.name, value, rules);
}

function judgeShape(field: string, value: string, { usual }: KeyRules): KeyFinding[] {
  if (!usual) return [];
  if ('hex' in usual) {
    const facts = { expected: usual.hex, length: value.length };
    const fits = value.length === usual.hex && /^[0-9a-f]+$/i.test(value);
    return fits ? [] : [{ field, code: 'not-hex', level: 'warning', facts }];
  }
  return new RegExp(usual.like).test(value) ? [] : [{ field, code: 'unusual', level: 'warning', facts: {} }];
}

/** A character that no key can have is an error. One that an unknown kind of key might have is a warning. */
function levelOf(code: TextTrouble, rules: KeyRules | undefined): KeyFinding['level'] | null {
  if (code === 'line-end' || code === 'space' || code === 'mask') return 'error';
  if (rules?.isPassword) return code === 'odd-character' || code === 'trailing' ? null : 'warning';
  return code === 'trailing' && !rules ? 'warning' : 'error';
}
