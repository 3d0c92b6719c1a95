import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../scripts/launch/startup-error.mjs';
import { cookieHeader } from './pages.mjs';

/** Longer than the portal's SNAPSHOT_AGE_MS, which is 5 s unless it is set. */
const forgottenAfterMs = 6_000;

/**
 * How often Codat is asked for one view of a page: by the first reader, and by the one right after.
 * @param {import('./portal-app.mjs').Portal} portal
 * @param {import('./pages.mjs').Page} page
 * @returns {Promise<{ cold: number, warm: number }>}
 */
export async function countCodatCalls(portal, page) {
  await sleep(forgottenAfterMs);
  await portal.takeCodatCalls();
  const cold = await callsOfOneView(portal, page);
  return { cold, warm: await callsOfOneView(portal, page) };
}

/**
 * @param {import('./portal-app.mjs').Portal} portal
 * @param {import('./pages.mjs').Page} page
 */
async function callsOfOneView(portal, { url, cookies }) {
  const response = await fetch(url, { headers: { cookie: cookieHeader(cookies) }, redirect: 'error' });
  await response.text();
  if (!response.ok) throw new Refusal(`${url} answers ${response.status}.`);
  return (await portal.takeCodatCalls()).length;
}

/** Longer than the portal's COMPANIES_AGE_MS: what it knows of the companies from before would answer for the new ones. */
const companiesForgottenAfterMs = 31_000;

/** A call of Codat's as it is over the internet. */
export const codatCallMs = 50;

/**
 * Views of 10,000 companies, one after the other: the calls of Codat that each costs, and when its first rows are there.
 * @param {import('./portal-app.mjs').Portal} portal
 * @param {import('./pages.mjs').Page} companies
 * @returns {Promise<{ name: string, calls: number, firstRowsMs: number }[]>}
 */
export async function countCompanyCalls(portal, companies) {
  await portal.tellCodat('reset', { seed: 'large' });
  await portal.tellCodat('faults', [{ path: '/companies*', delayMs: codatCallMs, times: 10_000 }]);
  await sleep(companiesForgottenAfterMs);
  const views = [
    ['first page', ''],
    ['by name, page 200', '?sort=name&page=200'],
    ['a search', '?search=bakery'],
    ['another search', '?search=plumbing&sort=name'],
    ['a filter', '?status=deauthorized'],
    ['an integration, page 3', '?integration=gbol&page=3'],
  ];
  const seen = [];
  for (const [name = '', query = ''] of views) {
    await portal.takeCodatCalls();
    const url = `${companies.url}${query}`;
    const firstRowsMs = await timeToRows(url, companies);
    seen.push({ name, calls: (await portal.takeCodatCalls()).length, firstRowsMs });
  }
  return seen;
}

/**
 * @param {string} url
 * @param {import('./pages.mjs').Page} page
 */
async function timeToRows(url, { cookies }) {
  const began = performance.now();
  const response = await fetch(url, { headers: { cookie: cookieHeader(cookies) }, redirect: 'error' });
  let text = '';
  let rowsMs = 0;
  for await (const piece of response.body ?? []) {
    text += Buffer.from(piece).toString('utf8');
    if (rowsMs === 0 && text.includes('role="rowheader"')) rowsMs = performance.now() - began;
  }
  if (rowsMs === 0) throw new Refusal(`${url} shows no company.`);
  return rowsMs;
}
