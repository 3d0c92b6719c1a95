import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/lib/server/auth/next-auth-options';
import { signIn } from '@/lib/server/use-cases/sign-in';

type Context = RouteContext<'/api/auth/[...nextauth]'>;

/** The rest of next-auth's places are pages of its own, or take text from strangers. */
const places = new Set(['csrf', 'callback/credentials', 'session', 'signin', 'signout', 'providers']);

// Built at each request: its options rest on the environment and the key files, which a build must not need.
async function answer(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!places.has(nextauth.join('/'))) return new Response(null, { status: 404 });
  return NextAuth(request, context, nextAuthOptions(signIn));
}

export { answer as GET, answer as POST };
