import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { findOwnPage, nextAuthOptions } from '@/lib/server/auth/next-auth-options';
import { signIn } from '@/lib/server/use-cases/users/sign-in';

type Context = RouteContext<'/api/auth/[...nextauth]'>;

/** The rest of next-auth's places are pages of its own, or take text from strangers. */
const methods: ReadonlyMap<string, readonly string[]> = new Map([
  ['csrf', ['GET']],
  ['callback/credentials', ['POST']],
  ['session', ['GET']],
  ['signin', ['GET']],
  ['signout', ['GET', 'POST']],
  ['providers', ['GET']],
]);

// Built at each request: its options rest on the environment and the key files, which a build must not need.
async function answer(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  return refuse(request, nextauth.join('/')) ?? NextAuth(request, context, nextAuthOptions(signIn.untrusted));
}

/** next-auth fails, with a stack in the log, on what it doesn't expect: that is answered before it is asked. */
function refuse(request: NextRequest, place: string): Response | null {
  const allowed = methods.get(place);
  if (!allowed) return new Response(null, { status: 404 });
  if (!allowed.includes(request.method)) {
    return new Response(null, { status: 405, headers: { allow: allowed.join(', ') } });
  }
  if (request.method === 'POST' && !isForm(request)) return new Response(null, { status: 415 });
  return callbackUrls(request).every((url) => findOwnPage(url)) ? null : new Response(null, { status: 400 });
}

/** Requires a form: each of its values is text, and any body can be read as one. */
function isForm({ headers }: NextRequest): boolean {
  return headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
}

/** Returns where next-auth would redirect to. It checks a URL in the body itself, with Switchboard's options. */
function callbackUrls({ nextUrl, cookies }: NextRequest): string[] {
  const kept = cookies.getAll().filter(({ name }) => name.endsWith('next-auth.callback-url'));
  return [...nextUrl.searchParams.getAll('callbackUrl'), ...kept.map(({ value }) => value)].filter(Boolean);
}

export { answer as GET, answer as POST };
