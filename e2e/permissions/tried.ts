import type { Permission } from '@/lib/access/permissions';
import type { Fields } from '../action-requests';

/**
 * The objects that the arguments refer to: a company with a linked connection, and a change that had deauthorized it.
 */
export type World = {
  readonly company: string;
  readonly name: string;
  readonly connection: string;
  readonly change: string;
};

/** The effects of a request. */
export type Effect = {
  readonly body: string;
  readonly cookies: string;
  /** All that Codat was asked, as "POST /companies". */
  readonly asked: readonly string[];
  /** The actions of new activity rows. */
  readonly recorded: readonly string[];
};

export type Reached = (effect: Effect, world: World) => boolean;

export type Tried = {
  /** Null for what is open to strangers. */
  readonly permission: Permission | null;
  readonly reached: Reached;
};

/** An action is given a form, its last result and a form, or values. */
export type TriedAction = Tried &
  (
    | { readonly form: (world: World) => Fields }
    | { readonly state: (world: World) => Fields }
    | { readonly args: (world: World) => readonly unknown[] }
  );

export const asks =
  (request: string): Reached =>
  ({ asked }) =>
    asked.some((one) => one.startsWith(request));
export const records =
  (action: string): Reached =>
  ({ recorded }) =>
    recorded.includes(action);
export const answers =
  (part: string): Reached =>
  ({ body }) =>
    body.includes(part);
