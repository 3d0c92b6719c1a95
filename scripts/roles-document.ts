import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { can, type Permission, permissions, roles } from '@/lib/access/permissions';
import { root } from './launch/root.mjs';

// Writes docs/roles.md from the table of permissions. A test compares the file with what this yields.

/** Describes each permission to an Administrator who chooses a role. */
const meanings: Record<Permission, string> = {
  'portal:enter':
    'Sign in, change their own name, password and two-factor sign-in, and end their own sessions',
  'companies:read': 'See companies and their connections',
  'companies:edit': 'Create companies and connections',
  'companies:see-links': 'See link URLs, by which a customer connects',
  'companies:delete': 'Delete companies',
  'companies:export': 'Export companies',
  'connections:remove': 'Remove connections',
  'integrations:read':
    'See integrations, their environment and settings without secrets, and reconnect lists with their link URLs',
  'integrations:see-hints': 'See the last characters of stored keys and client IDs',
  'integrations:manage':
    'Enable and disable integrations, save settings, test keys, keep or undo a change made outside, export who is linked and reconnect lists',
  'integrations:delete-credentials': 'Delete the credentials of an integration',
  'activity:read': 'See and export the activity of an instance',
  'activity:read-all': 'See and export the activity of the whole portal: users, sign-ins and instances',
  'users:manage':
    'Invite users, change roles, disable and enable users, end sessions, create password links, reset two-factor sign-in and require it for roles',
  'instances:manage':
    'Add, edit and remove Codat instances, replace API keys, allow credential tests, set webhook secrets',
};

/** Describes what asks for a fresh sign-in, by the file below lib/server that asks for it. */
export const freshSignIns: Readonly<Record<string, string>> = {
  'use-cases/users/invite-user.ts': 'Inviting a user, and making a new link for an invitation',
  'use-cases/users/change-user.ts': 'Changing a user’s role, and enabling a user',
  'use-cases/users/password-link.ts': 'Creating a link to a new password for a user',
  'use-cases/oidc/link.ts': 'Linking one’s account with the OpenID Connect issuer, and removing the link',
  'use-cases/oidc/sign-in-methods.ts': 'Switching passwords off or on',
  'use-cases/two-factor/own-two-factor.ts':
    'Setting up two-factor sign-in, making new recovery codes, and switching it off (which also takes a code)',
  'use-cases/two-factor/two-factor-roles.ts': 'Requiring two-factor sign-in for a role, or no longer',
  'use-cases/two-factor/reset-two-factor.ts': 'Resetting another user’s two-factor sign-in',
  'use-cases/instances/add-instance.ts': 'Adding an instance with its API key',
  'instances/save-edit.ts':
    'Replacing an API key or API address, turning a live instance into a test one, switching credential tests off in its form',
  'use-cases/instances/allow-credential-tests.ts': 'Switching credential tests off in the list of instances',
  'use-cases/instances/remove-instance.ts': 'Removing an instance',
  'use-cases/settings/save-settings.ts':
    'Saving settings in a live instance, if customers may be deauthorized',
  'use-cases/settings/restore-settings.ts':
    'Restoring settings in a live instance, if customers may be deauthorized',
  'use-cases/settings/delete-credentials.ts': 'Deleting credentials in a live instance',
  'use-cases/companies/delete-company.ts': 'Deleting a company in a live instance',
  'use-cases/companies/remove-connection.ts': 'Unlinking or deleting a connection in a live instance',
};

const lead = `# Roles

Written by \`npm run roles:document\` from \`lib/access/permissions.ts\`; don't edit it by hand.

A user has one of Codat's five roles. The screens leave out or explain what a role can't do. The refusal itself happens in the
use-case, so it also meets requests that no screen sends. The activity records it: the first at once, then a row a minute with
how often. A changed role holds from the user's next request. The last active Administrator can't be demoted or disabled.

Onboarding and Advisor land on Companies, since they don't see integrations; the other roles land on the Banking integrations.
`;

const fresh = `## Fresh sign-in

These actions ask for a sign-in of the last 15 minutes, by the database's clock, in the session that sends them. If it is older, a
dialog asks for the password, with a code where two-factor sign-in is on, or for a sign-in at the issuer. Then the same request is
sent again; nothing changes before. Disabling an integration or changing a webhook’s secret asks for none, since neither
deauthorizes a customer.
`;

export function toRolesDocument(): string {
  const rows = permissions.map((permission) => [
    meanings[permission],
    ...roles.map((role) => (can(role, permission) ? 'yes' : '–')),
  ]);
  const list = Object.values(freshSignIns).map((action) => `- ${action}\n`);
  return `${lead}\n${table(['A user may', ...roles], rows)}\n${fresh}\n${list.join('')}`;
}

/** Pads as the formatter does, which checks this file too. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(path.join(root, 'docs/roles.md'), toRolesDocument());
}
