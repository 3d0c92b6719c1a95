// The words of the log, and the shorter ones that messages are kept under.

/** An action that is missing here still shows, under the name that its row has. */
export const activityActions = {
  'integration.enable': 'enable',
  'integration.disable': 'disable',
  'integration.retry-enablement': 'retry-enablement',
  'settings.save': 'save',
  'settings.keep-outside': 'keep-outside',
  'settings.delete': 'delete',
  'key.compared': 'compare-key',
  'credentials.test': 'test',
  'instance.allow-tests': 'allow-tests',
  'instance.forbid-tests': 'forbid-tests',
  'instance.edited': 'edit-instance',
  'instance.key-replaced': 'replace-key',
  'instance.connection-tested': 'test-connection',
  'webhooks.secret-set': 'webhooks-secret-set',
  'webhooks.secret-removed': 'webhooks-secret-removed',
  'company.create': 'create-company',
  'company.delete': 'delete-company',
  'connection.create': 'create-connection',
  'connection.unlink': 'unlink-connection',
  'connection.delete': 'delete-connection',
  'links.read': 'read-links',
  'companies.export': 'export-companies',
  'companies.export-linked': 'export-linked',
  'companies.export-reconnect': 'export-reconnect',
  'activity.export': 'export-activity',
  'activity.purged': 'purge-activity',
  'session.sign-in': 'sign-in',
  'session.sign-in-refused': 'sign-in-refused',
  'session.sign-out': 'sign-out',
  'session.fresh-sign-in': 'fresh-sign-in',
  'session.fresh-sign-in-refused': 'fresh-sign-in-refused',
  'access.denied': 'access-denied',
  'user.created': 'user-created',
  'session.ended': 'end-session',
  'user.password-changed': 'password-changed',
  'user.password-link': 'password-link',
  'user.invited': 'user-invited',
  'user.invitation-revoked': 'invitation-revoked',
  'user.joined': 'user-joined',
  'user.renamed': 'user-renamed',
  'user.role-changed': 'role-changed',
  'user.disabled': 'user-disabled',
  'user.enabled': 'user-enabled',
  'user.signed-out': 'user-signed-out',
  'user.password-reset': 'password-reset',
  'instance.created': 'instance-created',
  'instance.registered': 'instance-registered',
  'instance.removed': 'instance-removed',
  'vault.rotated': 'vault-rotated',
  'user.linked': 'user-linked',
  'user.unlinked': 'user-unlinked',
  'user.role-kept': 'role-kept',
  'sign-in.passwords-off': 'passwords-off',
  'sign-in.passwords-on': 'passwords-on',
  'user.two-factor-on': 'two-factor-on',
  'user.two-factor-off': 'two-factor-off',
  'user.two-factor-reset': 'two-factor-reset',
  'user.recovery-codes-renewed': 'recovery-codes-renewed',
  'user.recovery-code-used': 'recovery-code-used',
  'sign-in.two-factor-required': 'two-factor-required',
  'sign-in.two-factor-optional': 'two-factor-optional',
} as const;

export type ActivityActionName = (typeof activityActions)[keyof typeof activityActions];

/** Actions of the installation as a whole, which no instance’s chain holds. */
const ofInstallation: readonly ActivityActionName[] = [
  ...(['sign-in', 'sign-in-refused', 'sign-out', 'access-denied', 'user-created', 'password-reset'] as const),
  ...([
    'instance-created',
    'instance-registered',
    'instance-removed',
    'vault-rotated',
    'purge-activity',
    'end-session',
  ] as const),
  ...(['fresh-sign-in', 'fresh-sign-in-refused'] as const),
  ...(['password-changed', 'password-link', 'user-invited', 'invitation-revoked', 'user-joined'] as const),
  ...(['user-linked', 'user-unlinked', 'role-kept', 'passwords-off', 'passwords-on'] as const),
  ...(['two-factor-on', 'two-factor-off', 'two-factor-reset', 'recovery-codes-renewed'] as const),
  ...(['recovery-code-used', 'two-factor-required', 'two-factor-optional'] as const),
  ...(['user-renamed', 'role-changed', 'user-disabled', 'user-enabled', 'user-signed-out'] as const),
];

export function listActions(ofInstance: boolean): [action: string, name: ActivityActionName][] {
  return Object.entries(activityActions).filter(([, name]) => !ofInstance || !ofInstallation.includes(name));
}

export function actionNameOf(action: string): ActivityActionName | 'other' {
  return Object.hasOwn(activityActions, action)
    ? activityActions[action as keyof typeof activityActions]
    : 'other';
}

export const activityOutcomes = [
  ...(['pending', 'applied', 'not-applied', 'refused', 'superseded', 'unknown'] as const),
  ...(['passed', 'failed', 'untestable', 'cancelled', 'same-key', 'another-key'] as const),
] as const;
export type ActivityOutcome = (typeof activityOutcomes)[number];
