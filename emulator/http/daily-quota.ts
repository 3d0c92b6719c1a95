import type { MiddlewareHandler } from 'hono';
import { countConnectedCompanies, type EmulatorState } from '../world/emulator-state';
import { CodatError, publishedMessageOf } from './codat-error';
import type { EmulatorEnv } from './emulator-env';

const requestsPerCompanyAndDay = 1000;

/** Counts in memory only: a restart gives the day's quota back. */
export class DailyQuota {
  #day = today();
  #used = 0;

  limit(state: EmulatorState): number {
    return requestsPerCompanyAndDay * (1 + countConnectedCompanies(state));
  }

  remaining(state: EmulatorState): number {
    this.#startNewDay();
    return Math.max(0, this.limit(state) - this.#used);
  }

  spend(): void {
    this.#startNewDay();
    this.#used += 1;
  }

  setRemaining(state: EmulatorState, remaining: number): void {
    this.#startNewDay();
    this.#used = this.limit(state) - remaining;
  }

  restore(): void {
    this.#used = 0;
  }

  headers(state: EmulatorState): Record<string, string> {
    return {
      'X-Rate-Limit-Limit': String(this.limit(state)),
      'X-Rate-Limit-Remaining': String(this.remaining(state)),
      'X-Rate-Limit-Reset': nextMidnight().toISOString(),
    };
  }

  #startNewDay(): void {
    if (this.#day === today()) return;
    this.#day = today();
    this.#used = 0;
  }
}

export function stateRateLimit(quota: DailyQuota): MiddlewareHandler<EmulatorEnv> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(quota.headers(c.var.state))) c.res.headers.set(name, value);
  };
}

export function spendQuota(quota: DailyQuota): MiddlewareHandler<EmulatorEnv> {
  return async (c, next) => {
    if (quota.remaining(c.var.state) === 0) {
      const secondsLeft = Math.ceil((nextMidnight().getTime() - Date.now()) / 1000);
      throw new CodatError(429, publishedMessageOf(429), { headers: { 'Retry-After': String(secondsLeft) } });
    }
    quota.spend();
    await next();
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function nextMidnight(): Date {
  const midnight = new Date();
  midnight.setUTCHours(24, 0, 0, 0);
  return midnight;
}
