import { expect, test } from '../fixtures';

test.use({ as: null });

// Of next-auth only what our sign-in rests on; the rest are pages of its own, or take text from strangers.

for (const place of ['csrf', 'session', 'providers', 'signin', 'signout']) {
  test(`next-auth answers at ${place}`, async ({ page, portal }) => {
    const answer = await page.request.get(`${portal.url}/api/auth/${place}`, { maxRedirects: 0 });
    expect([200, 302]).toContain(answer.status());
  });
}

for (const place of ['_log', 'error', 'verify-request', 'callback', 'callback/email', 'constructor']) {
  test(`next-auth is not asked at ${place}, by a look or by a post`, async ({ page, portal }) => {
    const address = `${portal.url}/api/auth/${place}`;
    const look = await page.request.get(address, { maxRedirects: 0 });
    const post = await page.request.post(address, { headers: { origin: portal.url }, form: { a: 'b' } });
    expect([look.status(), post.status()]).toEqual([404, 404]);
  });
}
