import 'server-only';

import { refresh } from 'next/cache';
import { forbidden, notFound, redirect, unstable_rethrow } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ActionResult } from '@/lib/result';
import { routes, signInRoutes } from '@/lib/routes';
import { noteActionBegun } from './auth/action-requests';
import { AppError, isAppError } from './errors';
import { logUnexpected } from './log';

/** The edge of every server action: what was thrown inside becomes a code and a sentence in the reader's language. */
export async function respond<T>(handler: () => Promise<T>): Promise<ActionResult<T>> {
  noteActionBegun();
  try {
    return { outcome: 'ok', value: await handler() };
  } catch (error) {
    unstable_rethrow(error);
    return { outcome: 'failed', ...(await toErrorMessage(error)) };
  }
}

/**
 * Draws the page again with the outcome of an action. A page of an instance that has gone or changed stays as it is: what
 * would take its place is another instance's, or nothing.
 */
export function refreshAfter(result: ActionResult<unknown>): void {
  if (result.outcome === 'ok' || result.code !== 'instance-changed') refresh();
}

/** The edge of a page, before anything streams: what decides about the page as a whole becomes Next's own answer. */
export async function orInterrupt<T>(handler: () => Promise<T>): Promise<T> {
  try {
    return await handler();
  } catch (error) {
    if (isAppError(error, 'unauthenticated')) redirect(routes.signIn());
    if (isAppError(error, 'two-factor-required')) redirect(signInRoutes.twoFactorSetUp());
    if (isAppError(error, 'forbidden')) forbidden();
    // An address that no page of this kind can have.
    if (isAppError(error, 'not-found') || isAppError(error, 'invalid')) notFound();
    throw error;
  }
}

/** The same words for pages, where an expected error is shown in place of what could not be read. */
export async function toErrorMessage(error: unknown) {
  const t = await getTranslations('errors');
  if (error instanceof AppError) {
    const { code, facts } = error;
    const field = typeof facts.field === 'string' && facts.field !== '' ? { field: facts.field } : {};
    return { code, message: t(code, sentenceFacts(facts)), ...field };
  }
  return {
    code: 'unexpected' as const,
    message: t('unexpected', { reference: logUnexpected('unexpected-error', error) }),
  };
}

/** Every sentence may name any fact; one that is absent must not turn into a formatting error. */
function sentenceFacts(facts: AppError['facts']) {
  const { seconds, ...others } = facts;
  const wait = typeof seconds === 'number' ? seconds : 60;
  return {
    name: '',
    status: 0,
    count: 0,
    state: 'enabled',
    looks: 'go-on',
    role: '',
    number: 'known',
    reason: '',
    reference: '',
    field: '',
    ...others,
    seconds: wait,
    minutes: Math.ceil(wait / 60),
  };
}
