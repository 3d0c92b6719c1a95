import { z } from 'zod/mini';
import {
  type InstanceColour,
  type InstanceKind,
  type InstanceShape,
  instanceColours,
  instanceKinds,
  instanceShapes,
  isLoopbackAddress,
  toApiAddress,
} from './instance';
import { reservedSlugs } from './reserved-slugs';

// The form of an instance. The same schema judges in the browser and on the server.

export type InstanceDraft = {
  readonly name: string;
  readonly slug: string;
  readonly colour: InstanceColour;
  readonly shape: InstanceShape;
  readonly kind: InstanceKind;
  readonly credentialTests: boolean;
  readonly apiUrl: string;
  /** Empty where the stored key stays. */
  readonly apiKey: string;
};

export type InstanceField = keyof InstanceDraft;

export const instanceProblems = [
  'required',
  'too-long',
  'characters',
  'slug-characters',
  'slug-reserved',
  'slug-taken',
  'mark-taken',
  'address',
  'not-https',
  'key-needed',
  'key-characters',
  'key-header',
  'key-in-use',
] as const;
export type InstanceProblem = (typeof instanceProblems)[number];

export type InstanceFieldError = { readonly field: InstanceField; readonly problem: InstanceProblem };

export const maxInstanceNameLength = 60;
export const maxSlugLength = 60;
export const maxAddressLength = 200;
export const maxApiKeyLength = 500;

/** Judged on what a browser can know; what other instances have is judged by the server too. */
export type DraftRules = {
  /** True where a stored key stays if none is typed. */
  readonly hasKey: boolean;
  /** The stored address, which the stored key belongs to. */
  readonly storedUrl: string | null;
  /** Whether the emulator on this machine may be meant. */
  readonly allowsLoopback: boolean;
};

const line = () =>
  z.pipe(
    z.string(),
    z.transform((value) => value.trim()),
  );

export function instanceDraft(rules: DraftRules) {
  return z
    .strictObject({
      name: line(),
      slug: line(),
      colour: z.enum(instanceColours),
      shape: z.enum(instanceShapes),
      kind: z.enum(instanceKinds),
      credentialTests: z.boolean(),
      apiUrl: line(),
      apiKey: line(),
    })
    .check(
      z.check(({ value, issues }) => {
        for (const { field, problem } of problemsOf(value, rules)) {
          issues.push({ code: 'custom', message: problem, path: [field], input: undefined });
        }
      }),
    );
}

export function problemsOf(draft: InstanceDraft, rules: DraftRules): InstanceFieldError[] {
  const found: Readonly<Partial<Record<InstanceField, InstanceProblem | null>>> = {
    name: nameProblem(draft.name),
    slug: slugProblem(draft.slug),
    apiUrl: addressProblem(draft.apiUrl, rules),
    apiKey: keyProblem(draft, rules),
  };
  return Object.entries(found).flatMap(([field, problem]) =>
    problem ? [{ field: field as InstanceField, problem }] : [],
  );
}

function nameProblem(name: string): InstanceProblem | null {
  if (name === '') return 'required';
  if (name.length > maxInstanceNameLength) return 'too-long';
  // Control and direction characters could forge what a log or a title shows.
  return /\p{C}/u.test(name) ? 'characters' : null;
}

export function slugProblem(slug: string): InstanceProblem | null {
  if (slug === '') return 'required';
  if (slug.length > maxSlugLength) return 'too-long';
  if (!/^[a-z0-9]+(-+[a-z0-9]+)*$/.test(slug)) return 'slug-characters';
  return (reservedSlugs as readonly string[]).includes(slug) ? 'slug-reserved' : null;
}

export function addressProblem(typed: string, { allowsLoopback }: DraftRules): InstanceProblem | null {
  if (typed === '') return 'required';
  if (typed.length > maxAddressLength) return 'too-long';
  const address = toApiAddress(typed);
  if (address === null) return 'address';
  if (isLoopbackAddress(address)) return allowsLoopback ? null : 'not-https';
  return address.startsWith('https://') ? null : 'not-https';
}

/** A stored key goes to the address that it was stored for, and to no other. */
export function keyProblem(
  { apiUrl, apiKey }: Pick<InstanceDraft, 'apiUrl' | 'apiKey'>,
  { hasKey, storedUrl }: DraftRules,
): InstanceProblem | null {
  if (apiKey === '') {
    if (!hasKey) return 'required';
    return toApiAddress(apiUrl) === storedUrl ? null : 'key-needed';
  }
  if (apiKey.length > maxApiKeyLength) return 'too-long';
  if (/^basic\b/i.test(apiKey)) return 'key-header';
  return /^[!-~]+$/.test(apiKey) ? null : 'key-characters';
}
