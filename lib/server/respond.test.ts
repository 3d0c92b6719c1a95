import { redirect } from 'next/navigation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { locales } from '@/lib/integrations/locale';
import { type ErrorCode, errorStatus } from '@/lib/result';
import { AppError, type ErrorParams } from './errors';
import { localeCookie } from './i18n/locale';
import { orInterrupt, respond } from './respond';
import { Browser } from './testing/next-headers';

const codes = Object.keys(errorStatus) as ErrorCode[];

async function answerTo(error: unknown, locale = 'en') {
  const browser = new Browser();
  browser.cookies.set(localeCookie, locale);
  const result = await browser.does(() =>
    respond(async () => {
      throw error;
    }),
  );
  if (result.outcome === 'ok') throw new Error('an error was answered as a success');
  return result;
}

async function digestOf(work: () => Promise<unknown>): Promise<unknown> {
  return orInterrupt(work).catch((error: { digest?: unknown }) => error.digest);
}

describe('an action', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  describe.each(locales)('answers in the language %s', (locale) => {
    it.each(codes)('with a sentence for %s, also where a fact is missing', async (code) => {
      const complaint = vi.spyOn(console, 'error');
      const { message } = await answerTo(new AppError(code), locale);
      expect(message.length).toBeGreaterThan(10);
      expect(message).not.toMatch(/[{}]|errors\.|undefined|null|NaN/);
      expect(complaint).not.toHaveBeenCalled();
    });
  });

  it.each<[ErrorCode, ErrorParams, RegExp]>([
    ['needs-confirmation', { name: 'Plaid', count: 1 }, /^1 company is linked with Plaid/],
    ['needs-confirmation', { name: 'Plaid', count: 42 }, /^42 companies are linked with Plaid/],
    ['throttled', { seconds: 15 }, /Wait a minute/],
    ['throttled', { seconds: 61 }, /Wait 2 minutes/],
    ['not-applied', { name: 'Plaid', state: 'disabled' }, /Plaid is still disabled/],
    ['enablement-refused', { status: 404 }, /404/],
    ['conflict', { state: 'created' }, /Another change to this company/],
    ['conflict', { state: 'reused' }, /sent before with other content/],
    ['outcome-unknown', { name: 'Acme' }, /of Acme\. Do not repeat it: Switchboard keeps checking/],
    ['outcome-unknown', { name: 'Acme', looks: 'over' }, /never confirmed.*See whether it took effect/],
  ])('tells of %s what the person needs to know', async (code, facts, sentence) => {
    expect((await answerTo(new AppError(code, facts))).message).toMatch(sentence);
  });

  it('shows only the reference under which an unexpected error is logged', async () => {
    let log = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      log += line;
      return true;
    });
    const { code, message } = await answerTo(new Error('the table sk-of-the-tests is gone'));
    const { reference } = JSON.parse(log);
    expect(code).toBe('unexpected');
    expect(message).toContain(reference);
    expect(message).not.toContain('table');
  });

  it('leaves a redirect to Next', async () => {
    const leaving = respond(async () => redirect('/sign-in'));
    await expect(leaving).rejects.toMatchObject({ digest: expect.stringContaining('/sign-in') });
  });
});

describe('a page', () => {
  it.each<[ErrorCode, string]>([
    ['unauthenticated', 'NEXT_REDIRECT;replace;/sign-in;307;'],
    ['not-found', 'NEXT_HTTP_ERROR_FALLBACK;404'],
  ])('turns %s into Next’s own answer', async (code, digest) => {
    expect(await digestOf(() => Promise.reject(new AppError(code)))).toBe(digest);
  });

  it('leaves every other error to the error page', async () => {
    await expect(orInterrupt(() => Promise.reject(new AppError('conflict')))).rejects.toThrow('conflict');
  });
});
