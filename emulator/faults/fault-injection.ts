import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { DailyQuota } from '../http/daily-quota';
import type { EmulatorEnv } from '../http/emulator-env';
import { hasOwnAnswer, whenToApply } from './fault';
import { deliver, ownAnswerOf } from './fault-delivery';
import type { FaultQueue, TakenFault } from './fault-queue';
import type { Pauses } from './pauses';

type FaultInjectionOptions = { queue: FaultQueue; pauses: Pauses; quota: DailyQuota };

/** Wraps the whole app. Calling `next` lets the request take effect and be answered truly. */
export class FaultInjection {
  readonly #queue: FaultQueue;
  readonly #pauses: Pauses;
  readonly #quota: DailyQuota;
  readonly #inProgress = new Set<Promise<void>>();

  constructor({ queue, pauses, quota }: FaultInjectionOptions) {
    this.#queue = queue;
    this.#pauses = pauses;
    this.#quota = quota;
  }

  readonly middleware: MiddlewareHandler<EmulatorEnv> = async (c, next) => {
    const taken = this.#queue.take(c.req.method, c.req.path);
    if (!taken) return next();
    const done = this.#goWrong(c, next, taken);
    this.#inProgress.add(done);
    try {
      await done;
    } finally {
      this.#inProgress.delete(done);
    }
    c.res = RESPONSE_ALREADY_SENT;
  };

  /** Ends all waiting, and resolves when every faulty request has been answered and has taken its effect. */
  async release(): Promise<number> {
    const released = this.#inProgress.size;
    while (this.#inProgress.size > 0) {
      this.#pauses.release();
      // A turn of the event loop: a dripping answer waits once more after each piece.
      await new Promise(setImmediate);
    }
    return released;
  }

  async #goWrong(c: Context<EmulatorEnv>, next: Next, { fault, past }: TakenFault): Promise<void> {
    const { outgoing } = c.env;
    const apply = whenToApply(fault);
    const isCutUnanswered = fault.abort === true || fault.abort === 'beforeBody';
    const bringsAnswer = hasOwnAnswer(fault) || apply === 'never' || (apply === 'after' && isCutUnanswered);
    if (past) c.set('state', past);

    if (apply === 'before') await next();
    if (fault.delayMs !== undefined && (await this.#pauses.wait(fault.delayMs)) === 'cancelled') {
      outgoing.destroy();
      return;
    }
    // Nothing else to answer with than the truth, which there is only once the request has taken effect.
    if (apply === 'after' && !bringsAnswer) await next();

    const answer = bringsAnswer ? ownAnswerOf(fault, this.#commonHeaders(c)) : c.res;
    await deliver(outgoing, { answer, fault, pauses: this.#pauses });

    if (apply === 'after' && bringsAnswer) await next();
  }

  /** Returns Codat's quota headers, but not for answers of Plaid or Stripe. */
  #commonHeaders(c: Context<EmulatorEnv>): Record<string, string> {
    return /^\/(plaid|stripe)\//.test(c.req.path) ? {} : this.#quota.headers(c.var.state);
  }
}
