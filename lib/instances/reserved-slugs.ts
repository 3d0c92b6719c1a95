/**
 * First segments of addresses that are places of the portal, or may become one; an instance's slug must not be one of
 * them. A test compares the list with the folders of the app.
 */
export const reservedSlugs = [
  ...(['settings', 'sign-in', 'invitation', 'new-password', 'api', 'companies'] as const),
  ...(['_next', 'favicon.svg', 'account', 'activity', 'admin', 'health', 'help', 'instances'] as const),
  ...(['integrations', 'new', 'invite', 'password', 'public', 'reset-password', 'sign-out'] as const),
  ...(['sign-up', 'static', 'users'] as const),
] as const;
