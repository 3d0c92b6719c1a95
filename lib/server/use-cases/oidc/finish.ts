import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { pageAfterSignIn, signInRoutes } from '@/lib/routes';
import type { OidcRefusal } from '@/lib/users/oidc-refusal';
import { actorOf, stranger } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { stampFreshSignIn } from '../../auth/fresh-sign-in';
import { findViewer, forPublic } from '../../auth/guard';
import { peerAddress } from '../../auth/peer-address';
import { beginSession } from '../../auth/sessions/begin-session';
import { readDeviceCookie } from '../../auth/sessions/device-cookie';
import { findAccount } from '../../auth/sessions/devices';
import type { SessionToken } from '../../auth/sessions/session-token';
import type { Viewer } from '../../auth/sessions/sessions';
import { digestToken } from '../../auth/sessions/token-digest';
import { clearAttempts, recordAttempt } from '../../auth/throttle';
import { finishAuthorization, type IssuerAnswer } from '../../oidc/authorization';
import { enterByIssuer } from '../../oidc/enter';
import { findIdentity } from '../../oidc/identities';
import { type PendingAuthorization, pendingAuthorization, pendingLink } from '../../oidc/pending';
import { refusal, refusalIn, requireOidc } from '../../oidc/refuse';

/** The page that comes next, and for a sign-in what the browser is given. */
export type Return = {
  readonly location: string;
  readonly session: (SessionToken & { readonly device: string }) | null;
};

/** Node takes no longer head of a request. A refusal of the schema would be a page without a word. */
const longestQuery = 16_384;

/** Receives who comes back from the issuer: to sign in, to link an account or to prove who they are. */
export const returnFromIssuer = forPublic(
  'oidc-return',
  z.object({ search: z.string().max(longestQuery) }),
  async ({ search }): Promise<Return> => {
    requireOidc();
    const pending = await pendingAuthorization.take(new URLSearchParams(search).get('state') ?? '');
    try {
      return await receive(pending, search);
    } catch (error) {
      const reason = refusalIn(error);
      if (!reason) throw error;
      return { location: pageOf(pending, reason), session: null };
    }
  },
);

async function receive(pending: PendingAuthorization | null, search: string): Promise<Return> {
  const address = peerAddress(await headers());
  const tries = [{ kind: 'oidc', name: address }] as const;
  await recordAttempt(tries);
  const answer = await believe(pending, search, address);
  if (answer.pending.kind === 'sign-in') {
    const entered = await signIn(answer, address);
    await clearAttempts(tries);
    return entered;
  }
  const viewer = await requireAsker(answer.pending);
  await clearAttempts(tries);
  return answer.pending.kind === 'link' ? offerLink(viewer, answer) : prove(viewer, answer);
}

type Believed = IssuerAnswer & { readonly pending: PendingAuthorization };

/** A refusal at this point is of no one whose name is known. */
async function believe(
  pending: PendingAuthorization | null,
  search: string,
  address: string,
): Promise<Believed> {
  try {
    if (!pending) throw refusal('state');
    return { ...(await finishAuthorization(requireOidc(), pending, search)), pending };
  } catch (error) {
    const reason = refusalIn(error);
    if (reason) await recordRefused(address, reason);
    throw error;
  }
}

function recordRefused(address: string, reason: OidcRefusal): Promise<void> {
  return recordActivity({
    chain: installationChain,
    actor: stranger,
    action: 'session.sign-in-refused',
    phase: 'event',
    outcome: 'refused',
    details: { address, by: 'oidc', reason },
  });
}

async function signIn({ pending, ...answer }: Believed, address: string): Promise<Return> {
  const { id, email, name } = await enterByIssuer(requireOidc(), answer, address);
  const account = await findAccount(email, await readDeviceCookie());
  const session = await beginSession({ id, device: account?.device ?? null }, 'oidc');
  if (answer.authTime !== null && isSince(pending.begunAt, answer.authTime)) {
    await stampFreshSignIn(session.sessionId, id);
  }
  await recordActivity({
    chain: installationChain,
    actor: actorOf({ userId: id, email, name }),
    action: 'session.sign-in',
    phase: 'event',
    outcome: 'applied',
    details: { by: 'oidc' },
  });
  return { location: pageAfterSignIn(pending.next, (permission) => can(session.role, permission)), session };
}

/** The session that asked must be the one that is here now. */
async function requireAsker({ session }: PendingAuthorization): Promise<Viewer> {
  const viewer = await findViewer();
  if (!viewer || digestToken(viewer.sessionId) !== session) throw refusal('session');
  return viewer;
}

/** Nothing is linked yet: the owner is shown the identity, and says yes by a form of Switchboard's own. */
async function offerLink(viewer: Viewer, { issuer, subject, email }: Believed): Promise<Return> {
  await pendingLink.give({ issuer, subject, email: email ?? '', session: digestToken(viewer.sessionId) });
  return { location: signInRoutes.accountAfterOidc('found'), session: null };
}

/** Stamps the session that asked, and changes nothing else of it. The groups decide the role here as at any sign-in. */
async function prove(viewer: Viewer, { pending, ...answer }: Believed): Promise<Return> {
  const address = peerAddress(await headers());
  const reason = await findProofTrouble(viewer, { answer, begunAt: pending.begunAt });
  const event = { chain: installationChain, actor: actorOf(viewer), phase: 'event' } as const;
  if (reason) {
    const details = { address, by: 'oidc', reason };
    await recordActivity({ ...event, action: 'session.fresh-sign-in-refused', outcome: 'refused', details });
    throw refusal(reason);
  }
  await enterByIssuer(requireOidc(), answer, address);
  await recordActivity(
    { ...event, action: 'session.fresh-sign-in', outcome: 'applied', details: { by: 'oidc' } },
    (trx) => stampFreshSignIn(viewer.sessionId, viewer.userId, trx),
  );
  return { location: signInRoutes.proofResult('done'), session: null };
}

type Proof = { readonly answer: IssuerAnswer; readonly begunAt: number };

async function findProofTrouble({ userId }: Viewer, { answer, begunAt }: Proof): Promise<OidcRefusal | null> {
  const own = await findIdentity(userId);
  if (!own || own.issuer !== answer.issuer || own.subject !== answer.subject) return 'subject';
  if (answer.authTime === null) return 'authtime';
  return isSince(begunAt, answer.authTime) ? null : 'stale';
}

/** The issuer's clock may be off by a minute. */
function isSince(begunAt: number, authTime: number): boolean {
  return authTime >= begunAt - 60 && authTime <= Date.now() / 1000 + 60;
}

function pageOf(pending: PendingAuthorization | null, reason: OidcRefusal): string {
  if (pending?.kind === 'link') return signInRoutes.accountAfterOidc(reason);
  // Without a group that has a role the session is over, and no page but this one can say why.
  return pending?.kind === 'fresh' && reason !== 'group'
    ? signInRoutes.proofResult(reason)
    : signInRoutes.oidcRefused(reason);
}
