import { z } from 'zod/mini';
import type { Integration } from './define-integration';
import { type Draft, type FieldProblem, isNeeded, isShown, unknownCodes } from './draft';
import type { Field } from './fields';

// The draft schema of an integration, derived from its fields: the same one judges in the browser, where it is loaded
// at the first touch of a form, and on the server, which rests on nothing the browser says.

const maxLength = 500;
const mostSecretCharacters = 4_000;

type Judged = Pick<Integration, 'fields'>;
/** A typed secret: a string in the browser, a `Secret` on the server. The rules ask for its length alone. */
type Typed = { readonly length: number };

/** Names of the secrets that are stored already, so that keeping them answers a requirement. */
export function draftSchema(
  integration: Judged,
  stored: ReadonlySet<string>,
  typed: z.core.$ZodType<Typed> = line(),
) {
  return shapeOf(integration, typed).check(
    z.check(({ value, issues }) => {
      for (const field of integration.fields) {
        const problem = problemOf(field, value as Draft<Typed>, stored);
        const path = [field.kind === 'secret' ? 'secrets' : 'values', field.name];
        if (problem) issues.push({ code: 'custom', message: problem, path, input: undefined });
      }
    }),
  );
}

function shapeOf(integration: Judged, typed: z.core.$ZodType<Typed>) {
  const intent = intentOf(typed);
  const entries = (kind: 'secret' | 'other') =>
    integration.fields.filter((field) => (field.kind === 'secret') === (kind === 'secret'));
  return z.strictObject({
    values: z.strictObject(
      Object.fromEntries(
        entries('other').map((field) => [field.name, field.kind === 'toggle' ? z.boolean() : line()]),
      ),
    ),
    secrets: z.strictObject(Object.fromEntries(entries('secret').map((field) => [field.name, intent]))),
  });
}

/** Pasted values often bring a line end or a space along. */
const line = () =>
  z.pipe(
    z.string(),
    z.transform((value) => value.trim()),
  );

const intentOf = (typed: z.core.$ZodType<Typed>) =>
  z.discriminatedUnion('intent', [
    z.strictObject({ intent: z.literal('keep') }),
    z.strictObject({ intent: z.literal('replace'), value: typed }),
    z.strictObject({ intent: z.literal('clear') }),
  ]);

function problemOf(field: Field, draft: Draft<Typed>, stored: ReadonlySet<string>): FieldProblem | null {
  if (field.kind === 'secret') return secretProblem(field, draft, stored);
  const value = draft.values[field.name];
  if (field.kind === 'toggle' || typeof value !== 'string') return null;
  if (value === '') return isShown(field, draft) && isNeeded(field, draft) ? 'required' : null;
  if (value.length > (field.kind === 'text' ? (field.maxLength ?? maxLength) : maxLength)) {
    return 'too-long';
  }
  if (field.kind === 'text') return null;
  if (field.kind === 'codes') return unknownCodes(field, value).length > 0 ? 'unknown-code' : null;
  const options = field.options.map((option) => (typeof option === 'string' ? option : option.value));
  return options.includes(value) ? null : 'not-an-option';
}

function secretProblem(field: Field, draft: Draft<Typed>, stored: ReadonlySet<string>): FieldProblem | null {
  const wanted = draft.secrets[field.name];
  if (wanted?.intent === 'replace') {
    if (wanted.value.length === 0) return 'required';
    return wanted.value.length > mostSecretCharacters ? 'too-long' : null;
  }
  const remains = wanted?.intent === 'keep' && stored.has(field.name);
  return !remains && isShown(field, draft) && isNeeded(field, draft) ? 'required' : null;
}
