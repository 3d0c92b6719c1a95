import 'server-only';

import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import type { z } from 'zod';
import { can, type Permission } from '@/lib/access/permissions';
import { AppError } from '../errors';
import { withMemo } from '../use-case-memo';
import { peerAddress } from './peer-address';
import { recordRefusal, recordStrangerRefusal } from './refusals';
import { sessionCookie } from './sessions/session-token';
import { findViewerByCookie, type Viewer } from './sessions/sessions';

// Every use-case is built by one of these three, so that none can be called without its check. A server action is
// a public endpoint: what guards it must be inside it, not in the page that shows its button.

export type Guard =
  | { readonly by: 'viewer'; readonly permission: Permission; readonly isForSetUp: boolean }
  | { readonly by: 'public'; readonly reason: string }
  | { readonly by: 'system'; readonly reason: string };

/** Accompanies the input of a long-running use-case: reports its progress and signals when to stop. */
export type Run = { readonly tell: (progress: unknown) => void; readonly signal: AbortSignal };

const unwatched: Run = { tell: () => {}, signal: new AbortController().signal };

/** Takes its typed input from the code, and by `untrusted` whatever a request brings. Both parse it. */
type UseCase<Input, Output> = ((...given: Given<Input>) => Promise<Output>) & {
  readonly untrusted: (input?: unknown, run?: Run) => Promise<Output>;
  readonly guard: Guard;
};

type Given<Input> = undefined extends Input ? [input?: Input, run?: Run] : [input: Input, run?: Run];

export const findViewer = cache(
  async (): Promise<Viewer | null> => findViewerByCookie((await cookies()).get(sessionCookie().name)?.value),
);

/** Puts a caller without a session on record, by address. */
async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer();
  if (viewer) return viewer;
  await recordStrangerRefusal(peerAddress(await headers()));
  throw new AppError('unauthenticated');
}

/** For people: signed in, input parsed, permission held; a refusal is recorded. Then the handler runs. */
export function forViewer<Schema extends z.ZodType, Output>(
  permission: Permission,
  schema: Schema,
  handler: (viewer: Viewer, input: z.output<Schema>, run: Run) => Promise<Output>,
): UseCase<z.input<Schema>, Output> {
  return guarded({ by: 'viewer', permission, isForSetUp: false }, async (raw, run) => {
    const viewer = await requireViewer();
    if (viewer.mustSetUpTwoFactor) throw new AppError('two-factor-required');
    const input = parse(schema, raw);
    await authorize(viewer, permission, input);
    return handler(viewer, input, run);
  });
}

/**
 * For the little that is open to a user whose role asks for a second factor that they lack: to set one up, or to leave. The
 * architecture test compares these use-cases with a list.
 */
export function forViewerSettingUp<Schema extends z.ZodType, Output>(
  schema: Schema,
  handler: (viewer: Viewer, input: z.output<Schema>) => Promise<Output>,
): UseCase<z.input<Schema>, Output> {
  const permission = 'portal:enter';
  return guarded({ by: 'viewer', permission, isForSetUp: true }, async (raw) => {
    const viewer = await requireViewer();
    const input = parse(schema, raw);
    await authorize(viewer, permission, input);
    return handler(viewer, input);
  });
}

/** For anyone. The architecture test compares the reason with a list. */
export function forPublic<Schema extends z.ZodType, Output>(
  reason: string,
  schema: Schema,
  handler: (input: z.output<Schema>) => Promise<Output>,
): UseCase<z.input<Schema>, Output> {
  return guarded({ by: 'public', reason }, async (raw) => handler(parse(schema, raw)));
}

/** For the server itself and for commands run by the owner of the machine; no request may lead here. */
export function forSystem<Schema extends z.ZodType, Output>(
  reason: string,
  schema: Schema,
  handler: (input: z.output<Schema>) => Promise<Output>,
): UseCase<z.input<Schema>, Output> {
  return guarded({ by: 'system', reason }, async (raw) => handler(parse(schema, raw)));
}

/** A page asks several times for what it may not have; that is one refusal, of one request. */
const refusedInThisRequest = cache(() => new Set<Permission>());

async function authorize(viewer: Viewer, permission: Permission, input: unknown): Promise<void> {
  if (can(viewer.role, permission)) return;
  const refused = refusedInThisRequest();
  if (!refused.has(permission)) {
    refused.add(permission);
    await recordRefusal(viewer, permission, placeIn(input));
  }
  throw new AppError('forbidden', { role: viewer.role });
}

/** Which instance and integration were asked for, where the input says so. */
function placeIn(input: unknown): Record<string, string> {
  if (typeof input !== 'object' || input === null) return {};
  const named = Object.entries(input).filter(([name]) => name === 'instance' || name === 'key');
  return Object.fromEntries(named.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parse<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
}

function guarded<Input, Output>(
  guard: Guard,
  handler: (raw: unknown, run: Run) => Promise<Output>,
): UseCase<Input, Output> {
  const untrusted = (input?: unknown, run: Run = unwatched) => withMemo(() => handler(input, run));
  return Object.assign((...[input, run]: Given<Input>) => untrusted(input, run), { untrusted, guard });
}
