import 'server-only';

import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { signInRoutes } from '@/lib/routes';
import { env, type OidcEnv } from '../env';
import { logWarning } from '../log';
import { emailAddress } from '../users/inputs';
import { isUnreachable, reasonOf, requireIssuer } from './issuer';
import { consumeState, type PendingAuthorization, pendingAuthorization } from './pending';
import { refusal } from './refuse';

// The authorization code flow with PKCE. openid-client checks issuer, audience, signature, times, state and nonce; this
// file gives it what to expect, once.

type Asked = Pick<PendingAuthorization, 'kind' | 'next' | 'session'>;

/** Leaves in the browser what its return is checked against. Returns the issuer's address to go to. */
export async function beginAuthorization(oidc: OidcEnv, asked: Asked): Promise<string> {
  const issuer = await requireIssuer(oidc);
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const url = buildAuthorizationUrl(issuer, {
    redirect_uri: redirectUri(),
    response_type: 'code',
    response_mode: 'query',
    scope: oidc.scope,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(asked.kind === 'fresh' && askForProof),
  });
  const begunAt = Math.floor(Date.now() / 1000);
  await pendingAuthorization.give({ ...asked, issuer: oidc.issuer, state, nonce, verifier, begunAt });
  return url.href;
}

/** The user, by the issuer's word. */
export type IssuerAnswer = {
  readonly issuer: string;
  readonly subject: string;
  /** Null if there is none that is an address, or one that the issuer doesn't call verified although it could. */
  readonly email: string | null;
  readonly name: string;
  readonly groups: readonly string[];
  /** Seconds; null if the issuer doesn't say. */
  readonly authTime: number | null;
};

/** Throws a refusal unless the answer belongs to this authorization, is the issuer's, and comes for the first time. */
export async function finishAuthorization(
  oidc: OidcEnv,
  pending: PendingAuthorization,
  search: string,
): Promise<IssuerAnswer> {
  const parameters = new URLSearchParams(search);
  if (pending.issuer !== oidc.issuer || parameters.get('state') !== pending.state) throw refusal('state');
  if (!(await consumeState(pending.state))) throw refusal('state');
  const issuer = await requireIssuer(oidc);
  try {
    return await exchange(issuer, { oidc, pending, search });
  } catch (error) {
    logWarning('oidc-answer-refused', { reason: reasonOf(error) });
    if (isUnreachable(error)) throw refusal('unavailable');
    throw refusal(error instanceof AuthorizationResponseError ? 'denied' : 'answer');
  }
}

type Return = { readonly oidc: OidcEnv; readonly pending: PendingAuthorization; readonly search: string };

async function exchange(issuer: Configuration, { oidc, pending, search }: Return): Promise<IssuerAnswer> {
  const tokens = await authorizationCodeGrant(issuer, new URL(redirectUri() + search), {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || claims.iss !== oidc.issuer) throw new Error('no claims');
  const missing = !(oidc.groupsClaim in claims) || !('email' in claims);
  const more =
    missing && issuer.serverMetadata().userinfo_endpoint
      ? await fetchUserInfo(issuer, tokens.access_token, claims.sub)
      : {};
  return toAnswer(claims, { ...more, ...claims }, oidc);
}

const texts = z.union([z.array(z.string()), z.string().transform((text) => [text])]).catch([]);
const text = z.string().catch('');
/** OpenID Connect allows 255 characters of ASCII. Two databases would not keep all others, nor tell them apart. */
const subject = z.string().regex(/^[ -~]{1,255}$/);
/** Some issuers put it into a text; those that leave it out verify every address. */
const verified = z.union([z.undefined(), z.literal(true), z.literal('true')]);

function toAnswer(claims: IDToken, all: Readonly<Record<string, unknown>>, oidc: OidcEnv): IssuerAnswer {
  const email = emailAddress.safeParse(all.email).data;
  const { auth_time } = claims;
  return {
    issuer: claims.iss,
    subject: subject.parse(claims.sub),
    email: email && verified.safeParse(all.email_verified).success ? email : null,
    name: text.parse(all.name),
    groups: texts.parse(all[oidc.groupsClaim]),
    authTime: typeof auth_time === 'number' ? auth_time : null,
  };
}

/** The issuer knows it as the one address of Switchboard; no header of a request can change it. */
function redirectUri(): string {
  return env().origins[0] + signInRoutes.oidcCallback();
}

const askForProof = { prompt: 'login', max_age: '0' } as const;
