import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../scripts/launch/refusal.mjs';
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
