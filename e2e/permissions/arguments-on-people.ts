import { randomUUID } from 'node:crypto';
import { invitationId, invitationToken, passwordToken, sessionId, userId } from './arrange-people';
import { answers, records, type TriedAction } from './tried';

/** For the actions on users, invitations, links and sessions. */
export const actionsOnPeople: Readonly<Record<string, TriedAction>> = {
  // A link lets its reader in, so none of these asks for a session.
  joinAction: {
    permission: null,
    state: () => ({ token: invitationToken, name: 'Ada Lovelace', password: 'a horse on the moor' }),
    reached: records('user.joined'),
  },
  newPasswordAction: {
    permission: null,
    state: () => ({ token: passwordToken, password: 'a horse on the moor' }),
    reached: records('user.password-reset'),
  },
  // The portal of the tests sends no mail.
  passwordMailAction: {
    permission: null,
    state: () => ({ email: 'person@example.com' }),
    reached: answers('"code":"not-found"'),
  },
  inviteAction: {
    permission: 'users:manage',
    state: () => ({ email: 'new@example.com', role: 'Analyst' }),
    reached: records('user.invited'),
  },
  renewInvitationAction: {
    permission: 'users:manage',
    state: () => ({ id: invitationId }),
    reached: records('user.invited'),
  },
  revokeInvitationAction: {
    permission: 'users:manage',
    state: () => ({ id: invitationId }),
    reached: records('user.invitation-revoked'),
  },
  changeRoleAction: {
    permission: 'users:manage',
    state: () => ({ user: userId, role: 'Advisor' }),
    reached: records('user.role-changed'),
  },
  disableUserAction: {
    permission: 'users:manage',
    state: () => ({ user: userId }),
    reached: records('user.disabled'),
  },
  enableUserAction: {
    permission: 'users:manage',
    state: () => ({ user: userId }),
    reached: answers('"outcome":"ok"'),
  },
  signOutUserAction: {
    permission: 'users:manage',
    state: () => ({ user: userId }),
    reached: records('user.signed-out'),
  },
  passwordLinkAction: {
    permission: 'users:manage',
    state: () => ({ user: userId }),
    reached: records('user.password-link'),
  },
  renameAction: {
    permission: 'portal:enter',
    state: () => ({ name: `Ada ${randomUUID().slice(0, 8)}` }),
    reached: records('user.renamed'),
  },
  changePasswordAction: {
    permission: 'portal:enter',
    state: () => ({ current: 'not the present one', password: 'a horse on the moor' }),
    reached: answers('"code":"wrong-password"'),
  },
  // The portal of these tests has no issuer of OpenID Connect.
  linkIdentityAction: {
    permission: 'portal:enter',
    state: () => ({ subject: 'a' }),
    reached: answers('"code":"not-found"'),
  },
  unlinkIdentityAction: {
    permission: 'portal:enter',
    state: () => ({}),
    reached: answers('"code":"not-found"'),
  },
  passwordsAction: {
    permission: 'users:manage',
    state: () => ({ to: 'off' }),
    reached: answers('"code":"needs-oidc-session"'),
  },
  codeAction: {
    permission: null,
    state: () => ({ code: '000000' }),
    reached: answers('"code":"two-factor-refused"'),
  },
  beginTwoFactorAction: {
    permission: 'portal:enter',
    state: () => ({}),
    reached: answers('"outcome":"ok"'),
  },
  // A key that waits for its first code, or none.
  confirmTwoFactorAction: {
    permission: 'portal:enter',
    state: () => ({ code: '000000' }),
    reached: ({ body }) => /"code":"(wrong-code|two-factor-refused)"/.test(body),
  },
  renewCodesAction: {
    permission: 'portal:enter',
    state: () => ({}),
    reached: answers('"code":"two-factor-refused"'),
  },
  twoFactorOffAction: {
    permission: 'portal:enter',
    state: () => ({ code: '000000' }),
    reached: answers('"code":"two-factor-refused"'),
  },
  twoFactorRoleAction: {
    permission: 'users:manage',
    // Required, it would close the portal to the role that the other tests have.
    state: () => ({ role: 'Advisor', to: 'optional' }),
    reached: answers('"to":"optional"'),
  },
  resetTwoFactorAction: {
    permission: 'users:manage',
    state: () => ({ user: userId }),
    reached: answers('"outcome":"ok"'),
  },
  endSessionAction: {
    permission: 'portal:enter',
    state: () => ({ session: sessionId }),
    reached: records('session.ended'),
  },
};
