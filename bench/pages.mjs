import { Refusal } from '../scripts/launch/startup-error.mjs';

/**
 * @typedef {object} Page
 * @property {string} name
 * @property {string} url
 * @property {import('playwright').Cookie[]} cookies
 * @property {string} expects A selector of what only the finished page holds.
 * @property {number} [limit] The most JavaScript it may have, as a multiple of the floor's.
 */

const tile = 'main li h2';
const tilesLimit = 1.1;
const signInLimit = 1.05;

/**
 * Lists the measured pages, the floor first. The portal's addresses are read from its pages, so they stay current.
 * @param {import('playwright').Browser} browser
 * @param {string} floor
 * @param {import('./portal-app.mjs').Portal} portal
 * @returns {Promise<{ floor: Page, signIn: Page, banking: Page, commerce: Page, accounting: Page, companies: Page, settings: Page }>}
 */
export async function listPages(browser, floor, portal) {
  const { cookies, banking, manage } = await signIn(browser, portal);
  const tiles = (/** @type {string} */ category) => ({
    name: `tiles, ${category}`,
    url: new URL(category, banking).href,
    cookies,
    expects: tile,
    limit: tilesLimit,
  });
  return {
    floor: { name: 'floor', url: floor, cookies: [], expects: 'form' },
    signIn: {
      name: 'sign-in',
      url: new URL('/sign-in', portal.url).href,
      cookies: [],
      expects: 'input[name=password]',
      limit: signInLimit,
    },
    banking: tiles('banking'),
    commerce: tiles('commerce'),
    accounting: tiles('accounting'),
    companies: {
      name: 'companies',
      url: new URL('../../companies', banking).href,
      cookies,
      expects: 'main table',
    },
    settings: { name: 'settings of one', url: manage, cookies, expects: 'main h1' },
  };
}

/**
 * @param {import('playwright').Browser} browser
 * @param {import('./portal-app.mjs').Portal} portal
 */
async function signIn(browser, { url, administrator }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(new URL('/sign-in', url).href);
    await page.locator('input[name=email]').fill(administrator.email);
    await page.locator('input[name=password]').fill(administrator.password);
    await page.locator('input[name=password]').press('Enter');
    await page.waitForURL('**/settings/integrations/banking');
    const link = page.locator('main a[href*="/banking/manage/"]').first();
    const href = await link.getAttribute('href');
    if (!href) throw new Refusal(`${page.url()} leads to no settings of an integration.`);
    return { cookies: await context.cookies(), banking: page.url(), manage: new URL(href, url).href };
  } finally {
    await context.close();
  }
}

/** @param {import('playwright').Cookie[]} cookies */
export function cookieHeader(cookies) {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
