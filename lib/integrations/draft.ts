import type { Integration } from './define-integration';
import type { CodesField, Condition, Field } from './fields';

// A draft: what the form holds and sends. A secret is an intent, never a magic string: kept, replaced or cleared.

/** `Typed`: the value as the browser holds it, or the `Secret` that the server makes of it. */
export type SecretIntent<Typed = string> =
  | { readonly intent: 'keep' }
  | { readonly intent: 'replace'; readonly value: Typed }
  | { readonly intent: 'clear' };

export type Draft<Typed = string> = {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly secrets: Readonly<Record<string, SecretIntent<Typed>>>;
};

export const fieldProblems = ['required', 'too-long', 'not-an-option', 'unknown-code'] as const;
export type FieldProblem = (typeof fieldProblems)[number];

export function holds(condition: Condition, draft: Pick<Draft, 'values'>): boolean {
  return draft.values[condition.field] === condition.equals;
}

export function isShown(field: Field, draft: Pick<Draft, 'values'>): boolean {
  return !field.showWhen || holds(field.showWhen, draft);
}

export function isNeeded(field: Field, draft: Pick<Draft, 'values'>): boolean {
  return field.required || (field.neededWhen !== undefined && holds(field.neededWhen, draft));
}

/** `us, ca` is read as `US,CA`. */
export function normalizeCodes(typed: string): readonly string[] {
  const codes = typed
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((code) => code.toUpperCase());
  return [...new Set(codes)];
}

export function unknownCodes(field: CodesField, typed: string): readonly string[] {
  return normalizeCodes(typed).filter((code) => !field.allowed.includes(code));
}

/** A value that an account is known or opened by. */
export function isKeyField(field: Field): boolean {
  return field.kind === 'secret' || isIdentifier(field);
}

export function isIdentifier(field: Field): boolean {
  return field.kind === 'text' && field.identifies;
}

export function secretFields(integration: Pick<Integration, 'fields'>) {
  return integration.fields.filter((field) => field.kind === 'secret');
}
