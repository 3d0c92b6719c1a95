import { z } from 'zod';
import type { SeedName } from './seeds';

/** A client of Codat: the control surface and the state file know it by its name, the API by its keys. */
export type ClientOptions = {
  readonly name: string;
  /** More than one during a rotation. */
  readonly apiKeys: readonly [string, ...string[]];
  /** The state to start from if the state file has no world of this client yet. */
  readonly seed?: SeedName;
};

export type ClientList = readonly [ClientOptions, ...ClientOptions[]];

/** Names the client of `EMULATOR_API_KEY`, and of a state file from before there were several. */
export const firstClientName = 'first';

const form = 'must be name=key, by commas, such as first=key-one,Production=key-two';

/** The form of `EMULATOR_API_KEYS`. A name that is repeated gives its client another key. */
export const clientList = z.string().transform((text, ctx): ClientList => {
  const clients = new Map<string, ClientOptions>();
  const keys = new Set<string>();
  for (const entry of text.split(',')) {
    // A key may end in "=", as base64 does.
    const [, name, key] = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(\S+)$/.exec(entry.trim()) ?? [];
    if (name === undefined || key === undefined) return refuse(ctx, form);
    if (keys.has(key)) return refuse(ctx, 'has a key twice; each belongs to one client');
    keys.add(key);
    const { apiKeys } = clients.get(name) ?? {};
    clients.set(name, { name, apiKeys: apiKeys ? [...apiKeys, key] : [key] });
  }
  const [first, ...others] = clients.values();
  return first ? [first, ...others] : refuse(ctx, form);
});

function refuse(ctx: z.RefinementCtx, message: string): never {
  ctx.addIssue(message);
  return z.NEVER;
}
