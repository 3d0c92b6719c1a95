import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { EmulatorState, ReceivedRequest } from '@/emulator/control';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import type { Installation } from '../installation';
import { codatKey } from '../names';
import type { Browser } from '../next-headers';
import { credentialsPath, plaid } from '../settings-fixtures';

/** How a request ended, in one word: `done`, or the kind of the result, or the code of the error. */
export type Answer = { readonly code: string; readonly value: unknown };

/** A user's decision, which may be sent any number of times under its one idempotency key. */
export type Decision = {
  readonly id: string;
  readonly kind: 'settings' | 'deletion' | 'restore' | 'company';
  readonly who: Who;
  /** The address of its write, at which faults are armed. */
  readonly target: { readonly method: string; readonly path: string };
  /** Sends it, `as` another user or as another variant if given; both make it a different request. */
  readonly send: (as?: Browser, variant?: 'draft' | 'kind' | 'subject') => Promise<unknown>;
  /** Codat's properties that it may change; null for those that were saved by Switchboard before. */
  readonly properties: readonly string[] | null;
  /** The secrets that it contains, by field. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The number of its write among those that Codat has received; null while there is none. */
  write: number | null;
  /** The latest outcome that was reported to a user. */
  told: string | null;
  /** True if the reported outcome rests on a stale reading, which looks like the truth. */
  isExcused?: boolean;
};

export type Who = 'one' | 'other';

type Setting = {
  readonly portal: Installation;
  readonly people: Readonly<Record<Who, Browser>>;
  /** Signs the same user in with a new session. */
  readonly signIn: (who: Who) => Promise<Browser>;
  readonly seed: string;
};

export class World {
  readonly decisions: Decision[] = [];
  /** Secrets that were typed, none of which may be in a log line or an activity row. */
  readonly typed = new Set<string>();
  /** The secrets by field that were reported as saved, or may have been saved since. */
  readonly kept = new Map<string, Set<string>>();
  /** True if reads stay stale for longer than any user waits, so that nothing else can be known. */
  isStaleForLong = false;
  /** True if a few reads are stale, enough to hide that Codat applied a write that it reported as refused. */
  isStale = false;
  #secrets = 0;
  #received = 0;

  readonly portal: Installation;
  readonly people: Readonly<Record<Who, Browser>>;
  readonly signIn: (who: Who) => Promise<Browser>;
  readonly #seed: string;

  constructor({ portal, people, signIn, seed }: Setting) {
    this.portal = portal;
    this.people = people;
    this.signIn = signIn;
    this.#seed = seed;
  }

  truth(): Promise<EmulatorState> {
    return this.portal.codat.state();
  }

  async map(): Promise<Readonly<Record<string, string>>> {
    return (await this.truth()).credentials[plaid] ?? {};
  }

  /** Writes as Codat's own portal would. The write belongs to no decision. */
  putDirectly(map: Readonly<Record<string, string>>): Promise<void> {
    return this.#writeOutside('PUT', credentialsPath(), map);
  }

  enableOutside(enabled: boolean): Promise<void> {
    return this.#writeOutside('PATCH', `/integrations/${plaid}`, { enabled });
  }

  async #writeOutside(method: string, path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.portal.codatUrl}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
  }

  candidates(field: string): Set<string> {
    const candidates = this.kept.get(field) ?? new Set();
    this.kept.set(field, candidates);
    return candidates;
  }

  secret(): string {
    this.#secrets += 1;
    const secret = createHash('sha256').update(`${this.#seed} ${this.#secrets}`).digest('hex').slice(0, 30);
    this.typed.add(secret);
    return secret;
  }

  /** Returns the numbers of the writes that Codat has received since the last call. */
  async newWrites(): Promise<number[]> {
    const { length } = await this.writes();
    const fresh = Array.from({ length: length - this.#received }, (_, i) => this.#received + i);
    this.#received = length;
    return fresh;
  }

  /** Returns the effect as in the emulator's log now. It may come after the answer. */
  async hasTakenEffect({ write }: Pick<Decision, 'write'>): Promise<boolean> {
    return write !== null && (await this.writes())[write]?.tookEffect === true;
  }

  private async writes(): Promise<ReceivedRequest[]> {
    return (await this.sent()).filter(({ path }) => !path.startsWith('/integrations/suuo'));
  }

  /** Returns the toggles that Codat received. A first save may still owe one when it has ended. */
  async toggles(): Promise<ReceivedRequest[]> {
    return (await this.sent()).filter(({ path }) => path.startsWith('/integrations/suuo'));
  }

  private async sent(): Promise<ReceivedRequest[]> {
    return (await this.portal.codat.requests()).filter(({ method }) => method !== 'GET');
  }

  /** Makes readings true from now on, and excuses outcomes recorded before from stale ones. */
  async endStaleness(): Promise<void> {
    for (const decision of this.isStaleForLong ? this.decisions : []) {
      const recorded = await this.recorded(decision.id);
      if (recorded && isWithoutEffect(recorded)) decision.isExcused = true;
    }
    this.isStaleForLong = false;
    this.isStale = false;
  }

  /** Returns the outcome in the log. Returns null if nothing was ever recorded under this id. */
  async recorded(id: string): Promise<{ outcome: string | null; sent: boolean; details: string } | null> {
    const rows = await database()
      .selectFrom('activity')
      .select(['phase', 'outcome', 'details'])
      .where('operation_id', '=', id)
      .execute();
    if (rows.length === 0) return null;
    const end = rows.find(({ phase }) => phase !== 'intent');
    return {
      outcome: end?.outcome ?? null,
      sent: rows.some(({ phase }) => phase === 'intent'),
      details: rows.map(({ details }) => details).join('\n'),
    };
  }
}

export function isWithoutEffect({ outcome }: { readonly outcome: string | null }): boolean {
  return outcome === 'refused' || outcome === 'not-applied';
}

export async function answerOf(request: Promise<unknown>): Promise<Answer> {
  try {
    const value = await request;
    const kind = (value as { kind?: string } | undefined)?.kind ?? 'done';
    return { code: ['saved', 'restored', 'deleted'].includes(kind) ? 'done' : kind, value };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, value: null };
  }
}
