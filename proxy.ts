import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import {
  isDecodable,
  isHandlerPath,
  isLinkPath,
  isWebhookPath,
  lastInstanceCookie,
  routes,
  safeNext,
  signInRoutes,
} from '@/lib/routes';
import { noteActionAccepted } from '@/lib/server/auth/action-requests';
import { peerAddress } from '@/lib/server/auth/peer-address';
import { recordStrangerRefusal } from '@/lib/server/auth/refusals';
import { sessionCookie } from '@/lib/server/auth/sessions/session-token';
import { findViewerByCookie, type Viewer } from '@/lib/server/auth/sessions/sessions';
import { env } from '@/lib/server/env';

// Runs before every answer, with no matcher: a path left out here would still run a server action posted to it. Refuses
// what no page of Switchboard sends, asks for a session before anything streams, and names the scripts that may run.
// The use-cases guard themselves anyway.

const methods = ['GET', 'HEAD', 'POST'];
const largestBodyBytes = 64 * 1024;
const yearSeconds = 365 * 86_400;
const assets = '/_next/static/';
const publicPaths = new Set<string>([
  ...[routes.signIn(), signInRoutes.secondStep(), routes.forgottenPassword(), '/api/health', '/favicon.svg'],
  // The way to the issuer and back, which is taken without a session.
  ...[signInRoutes.oidcSignIn(), signInRoutes.oidcCallback()],
]);
/** Open to a user who must set up a second factor: the set-up, and the end of the second window that proves who they are. */
const setUpPaths = new Set<string>([signInRoutes.twoFactorSetUp(), '/sign-in/proof']);
const publicFolders = ['/api/auth/', assets];
const actionId = /^[0-9a-f]{42}$/;
const formEncoding = /^multipart\/form-data; ?boundary=[\w'()+,./:=?-]{1,70}$/i;
const callEncodings = new RegExp(`${formEncoding.source}|^text/plain(;charset=utf-8)?$`, 'i');
/** Next's own tools, which only the development server answers. */
const developmentFolders = ['/_next/', '/__nextjs'];

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl;
  const refusal = refuse(request);
  if (refusal) return refusal;
  if (pathname.startsWith(assets)) return NextResponse.next();
  const viewer = isPublic(pathname) ? null : await findRequestViewer(request);
  if (!isPublic(pathname) && !viewer) {
    // A page that is opened without a session is no attempt at anything; a POST is.
    if (request.method === 'POST') await recordStrangerRefusal(peerAddress(request.headers));
    return toSignIn(request);
  }
  // A handler answers for itself: its use-case refuses in words that a script can show.
  if (viewer?.mustSetUpTwoFactor && !setUpPaths.has(pathname) && !isHandlerPath(pathname)) {
    return leadTo(signInRoutes.twoFactorSetUp(), { request, status: 403 });
  }

  if (request.method === 'POST') noteActionAccepted();
  const response = withPolicy(request);
  const instance = /^\/([^/]+)\/(?:settings|companies)(?:\/|$)/.exec(pathname)?.[1];
  if (instance && request.method === 'GET' && request.cookies.get(lastInstanceCookie)?.value !== instance) {
    response.cookies.set(lastInstanceCookie, instance, {
      ...sessionCookie().options,
      maxAge: yearSeconds,
    });
  }
  return response;
}

function refuse(request: NextRequest): NextResponse | null {
  const { pathname, search } = request.nextUrl;
  if (!methods.includes(request.method)) return plain(405, { allow: methods.join(', ') });
  const isPost = request.method === 'POST';
  if (isPost && !isFromOurPages(request.headers) && !isFromNoPage(request)) return plain(403);
  // Next fails on a path that it can't decode, and PostgreSQL on a text with a NUL.
  if (!isDecodable(pathname) || search.includes('%00')) return plain(400);
  if (!isPost) return null;
  const length = request.headers.get('content-length');
  if (length === null) return plain(411);
  if (Number(length) > largestBodyBytes) return plain(413);
  return isHandlerPath(request.nextUrl.pathname) || isAction(request) ? null : plain(400);
}

/** A POST to a page is a server action, in one of the two encodings of React, or it is nothing. */
function isAction({ headers, nextUrl }: NextRequest): boolean {
  if (!env().production && developmentFolders.some((folder) => nextUrl.pathname.startsWith(folder)))
    return true;
  const id = headers.get('next-action');
  const encoding = headers.get('content-type') ?? '';
  if (headers.has('content-encoding') || (id !== null && !actionId.test(id))) return false;
  return id === null ? formEncoding.test(encoding) : callEncodings.test(encoding);
}

/**
 * Next's own check lets a POST without `Origin` through, and believes any forwarded host. A browser sends `Origin`
 * with every POST, so ours must be there and be the address we are configured with.
 */
function isFromOurPages(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  return env().origins.includes(headers.get('origin') ?? '') && (site === null || site === 'same-origin');
}

/**
 * The one address that others post to, whose answer rests on a signature and on no cookie. No browser comes by here: it
 * would send `Origin`. And it leads to a route handler, so that no server action can run in it.
 */
function isFromNoPage({ nextUrl, headers }: NextRequest): boolean {
  const asPage = ['origin', 'sec-fetch-site', 'next-action'];
  return isWebhookPath(nextUrl.pathname) && !asPage.some((name) => headers.has(name));
}

function isPublic(pathname: string): boolean {
  const folders = env().production ? publicFolders : [...publicFolders, ...developmentFolders];
  return (
    publicPaths.has(pathname) ||
    isWebhookPath(pathname) ||
    isLinkPath(pathname) ||
    folders.some((folder) => pathname.startsWith(folder))
  );
}

function findRequestViewer(request: NextRequest): Promise<Viewer | null> {
  return findViewerByCookie(request.cookies.get(sessionCookie().name)?.value);
}

function toSignIn(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const signIn = routes.signIn(pathname === '/' ? null : safeNext(pathname + search));
  return leadTo(signIn, { request, status: 401 });
}

function leadTo(
  page: string,
  { request, status }: { readonly request: NextRequest; readonly status: number },
): NextResponse {
  // A page's script that calls an action follows this header; a redirect would make it post to the sign-in page.
  if (request.headers.has('next-action')) return plain(status, { 'x-action-redirect': `${page};replace` });
  return plain(303, { location: new URL(page, ownOrigin(request)).href });
}

/** The address the browser knows us by, of those we are configured with: a forged `Host` can't choose another. */
function ownOrigin({ headers }: NextRequest): string {
  const { origins } = env();
  const [named, host] = [headers.get('origin'), headers.get('host')];
  return (
    origins.find((origin) => origin === named) ??
    origins.find((origin) => new URL(origin).host === host) ??
    origins[0]
  );
}

function withPolicy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  // Next compares it with `Origin`, which has been checked here, and fails on a `Host` that a proxy has changed.
  headers.set('x-forwarded-host', new URL(ownOrigin(request)).host);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

function contentPolicy(nonce: string): string {
  const { production, secureCookies } = env();
  // React's development build evaluates code, and its overlay styles itself; the built app needs neither.
  const inDevelopment = (words: string) => (production ? '' : ` ${words}`);
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${inDevelopment("'unsafe-eval'")}`,
    `style-src 'self' ${production ? `'nonce-${nonce}'` : "'unsafe-inline'"}`,
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${inDevelopment('ws:')}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secureCookies ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

function plain(status: number, headers: Record<string, string> = {}): NextResponse {
  return new NextResponse(null, {
    status,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', ...headers },
  });
}
