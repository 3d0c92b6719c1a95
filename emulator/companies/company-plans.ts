import { type SeededRandom, seededRandom } from '../world/seeded-random';
import type { CompanyPlan, ConnectionPlan } from './seeded-companies';

const linked = (key: string): ConnectionPlan => ({ key, status: 'Linked' });
const pending = (key: string): ConnectionPlan => ({ key, status: 'PendingAuth' });
const cancelled = (key: string): ConnectionPlan => ({ key, status: 'PendingAuth', cancelled: true });
const deauthorized = (key: string): ConnectionPlan => ({ key, status: 'Deauthorized' });
const unlinked = (key: string): ConnectionPlan => ({ key, status: 'Unlinked' });

const plaid = 'suuo';
const stripe = 'exgd';
const xero = 'gbol';
const quickBooks = 'qhyg';
const retiredPayPal = 'gvom';

function repeat(count: number, plan: CompanyPlan): CompanyPlan[] {
  return Array.from({ length: count }, () => plan);
}

/**
 * A lender of some size: 60 companies, of which exactly 42 have a Linked Plaid connection, and at least one company in
 * every state that the Portal knows.
 */
export function believablePlans(): CompanyPlan[] {
  return interleave([
    ...repeat(22, [linked(plaid)]),
    ...repeat(8, [linked(plaid), linked(xero)]),
    ...repeat(5, [linked(plaid), linked(stripe)]),
    ...repeat(2, [linked(plaid), linked(quickBooks), linked(stripe)]),
    ...repeat(2, [linked(plaid), deauthorized(xero)]),
    ...repeat(2, [unlinked(plaid), linked(plaid)]),
    ...repeat(1, [linked(plaid), pending(quickBooks)]),
    ...repeat(4, []),
    ...repeat(3, [pending(plaid)]),
    ...repeat(1, [cancelled(plaid)]),
    ...repeat(3, [deauthorized(plaid)]),
    ...repeat(1, [deauthorized(plaid), linked(xero)]),
    ...repeat(2, [unlinked(plaid)]),
    ...repeat(1, [unlinked(retiredPayPal)]),
    ...repeat(2, [linked(xero)]),
    ...repeat(1, [linked(stripe)]),
  ]);
}

/** Plans 24 companies, of which exactly 15 have a Linked Plaid connection. */
export function livePlans(): CompanyPlan[] {
  return interleave([
    ...repeat(11, [linked(plaid)]),
    ...repeat(4, [linked(plaid), linked(quickBooks)]),
    ...repeat(3, [linked(xero)]),
    ...repeat(2, [deauthorized(plaid)]),
    ...repeat(2, [pending(plaid)]),
    ...repeat(1, [unlinked(plaid)]),
    ...repeat(1, []),
  ]);
}

/** So that a list in order of creation does not show one state after the other. */
function interleave(plans: CompanyPlan[]): CompanyPlan[] {
  // 7 has no common factor with 60 or 24, so every plan is taken exactly once.
  return plans.map((_, index) => plans[(index * 7) % plans.length] ?? []);
}

/** Plans `count` companies, in the proportions of an instance that has run for some years. */
export function manyPlans(count: number): CompanyPlan[] {
  const random = seededRandom(20_260_301);
  return Array.from({ length: count }, () => drawPlan(random));
}

function drawPlan(random: SeededRandom): CompanyPlan {
  const drawn = random.below(100);
  if (drawn < 5) return [];
  if (drawn < 10) return [random.below(2) === 0 ? pending(plaid) : cancelled(plaid)];
  if (drawn < 20) return [deauthorized(plaid)];
  if (drawn < 26) return [unlinked(plaid)];
  if (drawn < 70) return [linked(plaid)];
  if (drawn < 85) return [linked(plaid), linked(random.pick([xero, quickBooks]))];
  if (drawn < 95) return [linked(plaid), linked(stripe)];
  return [linked(plaid), deauthorized(xero)];
}
