import { Refusal } from '../scripts/launch/startup-error.mjs';
import { cookieHeader } from './pages.mjs';

const companies = 10_000;
/** Codat's largest page, and so the fewest calls that can list all companies. */
const companiesACall = 2_000;
const delayMs = 50;

/** @typedef {{ companies: number, delayMs: number, calls: number, fewest: number, tookMs: number }} Count */

/**
 * From the press of the button to the number of companies, at a Codat of 10,000 that takes its time.
 * @param {import('./portal-app.mjs').Portal} portal
 * @param {import('./pages.mjs').Page} page of who may ask
 * @returns {Promise<Count>}
 */
export async function countCompanies(portal, { cookies, url }) {
  await portal.tellCodat('reset', { seed: 'large' });
  await portal.tellCodat('faults', [{ path: '/*', delayMs, times: 100 }]);
  await portal.takeCodatCalls();
  const { origin, pathname } = new URL(url);
  const startedAt = performance.now();
  const response = await fetch(`${origin}/api/reviews/disabling`, {
    method: 'POST',
    headers: { cookie: cookieHeader(cookies), origin, 'content-type': 'application/json' },
    body: JSON.stringify({ instance: pathname.split('/')[1], key: 'suuo' }),
  });
  const text = await response.text();
  const tookMs = performance.now() - startedAt;
  const last = JSON.parse(text.trim().split('\n').at(-1) ?? 'null');
  if (!last?.value?.review?.affected)
    throw new Refusal(`The review answers ${response.status} and no number.`);
  const calls = (await portal.takeCodatCalls()).filter((call) => call === 'GET /companies').length;
  await portal.tellCodat('reset', {});
  return { companies, delayMs, calls, fewest: companies / companiesACall, tookMs };
}
