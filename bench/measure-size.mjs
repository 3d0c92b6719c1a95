import { Refusal } from '../scripts/launch/startup-error.mjs';

/**
 * Bytes as they were transferred, which is compressed, with the headers of the answers: many small files are heavier
 * than one.
 * @typedef {object} Weight
 * @property {number} script
 * @property {number} scriptBodies The same without headers.
 * @property {number} html
 * @property {number} css
 * @property {number} font
 * @property {number} prefetch What Next fetches of the pages that may be opened next.
 * @property {number} all
 * @property {number} requests
 */
/** @typedef {{ type: string, prefetch: boolean, headers: number, body: number }} Received */
/** @typedef {{ url: string, cookies?: import('playwright').Cookie[], expects: string }} Subject */

const settleWithinMs = 30_000;

/**
 * The first load of a page by a browser that has never seen the site: a context of its own has an empty cache.
 * @param {import('playwright').Browser} browser
 * @param {Subject} subject `expects` is a selector of what only the finished page holds: a page that failed is light
 * @returns {Promise<Weight>}
 */
export async function weigh(browser, { url, cookies = [], expects }) {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    const problems = watchProblems(page);
    const received = await record(page);
    // Idle comes after the streamed parts and the prefetches.
    await page.goto(url, { waitUntil: 'networkidle', timeout: settleWithinMs });
    if ((await page.locator(expects).count()) === 0) problems.push(`nothing matches ${expects}`);
    if (problems.length > 0) throw new Refusal(`${url} did not load well:\n${problems.join('\n')}`);
    return total([...received.values()]);
  } finally {
    await context.close();
  }
}

/** @param {import('playwright').Page} page */
function watchProblems(page) {
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return problems;
}

/** @param {import('playwright').Page} page */
async function record(page) {
  const network = await page.context().newCDPSession(page);
  /** @type {Map<string, Received>} */
  const received = new Map();
  network.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    const prefetch = Object.keys(request.headers).some(
      (name) => name.toLowerCase() === 'next-router-prefetch',
    );
    received.set(requestId, { type: type ?? 'Other', prefetch, headers: 0, body: 0 });
  });
  network.on('Network.responseReceived', ({ requestId, response, type }) => {
    const entry = received.get(requestId);
    if (entry) Object.assign(entry, { type, headers: response.encodedDataLength });
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const entry = received.get(requestId);
    if (entry) entry.body = encodedDataLength - entry.headers;
  });
  // Next cuts a prefetch off as soon as it has what it wants of it, and then there is no total.
  network.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const entry = received.get(requestId);
    if (entry) entry.body += encodedDataLength;
  });
  await network.send('Network.enable');
  return received;
}

/**
 * @param {Received[]} received
 * @returns {Weight}
 */
function total(received) {
  const sum = (/** @type {(entry: Received) => number} */ bytes) =>
    received.reduce((bytesSoFar, entry) => bytesSoFar + bytes(entry), 0);
  const ofType = (/** @type {string} */ wanted) =>
    sum(({ type, headers, body }) => (type === wanted ? headers + body : 0));
  return {
    script: ofType('Script'),
    scriptBodies: sum(({ type, body }) => (type === 'Script' ? body : 0)),
    html: ofType('Document'),
    css: ofType('Stylesheet'),
    font: ofType('Font'),
    prefetch: sum(({ prefetch, headers, body }) => (prefetch ? headers + body : 0)),
    all: sum(({ headers, body }) => headers + body),
    requests: received.length,
  };
}
