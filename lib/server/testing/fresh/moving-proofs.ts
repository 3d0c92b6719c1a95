import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { sessionCookie } from '../../auth/sessions/session-token';
import { findViewerByCookie, type Viewer } from '../../auth/sessions/sessions';
import { digestToken } from '../../auth/sessions/token-digest';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { proveFreshSignIn } from '../../use-cases/users/prove-fresh-sign-in';
import type { Browser } from '../next-headers';

/** Returns `done`, or the code of the refusal. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

export async function viewerOf(browser: Browser): Promise<Viewer> {
  const viewer = await findViewerByCookie(browser.cookies.get(sessionCookie().name));
  if (!viewer) throw new Error('not signed in');
  return viewer;
}

export async function isFresh(browser: Browser): Promise<boolean> {
  return (await codeOf(requireFreshSignIn(await viewerOf(browser)))) === 'done';
}

/** The database's clock can't be moved by a test, so the proof is; null takes it away. */
export async function moveProof(browser: Browser, byMs: number | null): Promise<void> {
  await database()
    .updateTable('sessions')
    .set({ authenticated_at: byMs === null ? null : Date.now() + byMs })
    .where('id', '=', digestToken((await viewerOf(browser)).sessionId))
    .execute();
}

export function prove(browser: Browser, typed: string): Promise<string> {
  return codeOf(browser.does(() => proveFreshSignIn({ password: typed })));
}
