import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { can, type Permission, permissions, roles } from '@/lib/access/permissions';
import { root } from './launch/root.mjs';

// Writes docs/roles.md from the table of permissions. A test compares the file with what this yields.

/** Describes each permission to an Administrator who chooses a role. */
const meanings: Record<Permission, string> = {
  'portal:enter': 'Sign in, and change their own name, password, language, theme and sessions',
  'companies:read': 'See companies and their connections',
  'companies:edit': 'Create companies and connections',
  'companies:see-links': 'See link URLs, by which a customer connects',
  'companies:delete': 'Delete companies',
  'companies:export': 'Export companies',
  'connections:remove': 'Remove connections',
  'integrations:read':
    'See integrations, their environment and settings without secrets, and reconnect lists',
  'integrations:see-hints': 'See the last characters of stored keys',
  'integrations:manage':
    'Enable and disable integrations, save settings, test keys, keep or undo a change made outside, export reconnect lists',
  'integrations:delete-credentials': 'Delete the credentials of an integration',
  'activity:read': 'See and export the activity of an instance',
  'activity:read-all': 'See and export the activity of the whole portal: users, sign-ins and instances',
  'users:manage': 'Invite users, change roles, disable and enable users, end sessions, create password links',
  'instances:manage': 'Add, edit and remove Codat instances, replace API keys, set webhook secrets',
};

const lead = `# Roles

Written by \`npm run roles:document\` from \`lib/access/permissions.ts\`; don't edit it by hand.

A user has one of Codat's five roles. The screens leave out or explain what a role can't do. The refusal itself happens in the
use-case, so it also meets requests that no screen sends. Each refusal is recorded in the activity. A changed role holds from
the user's next request. The last active Administrator can't be demoted or disabled.

Onboarding and Advisor land on Companies, since they don't see integrations; the other roles land on the Banking integrations.
`;

export function toRolesDocument(): string {
  const rows = permissions.map((permission) => [
    meanings[permission],
    ...roles.map((role) => (can(role, permission) ? 'yes' : '–')),
  ]);
  return `${lead}\n${table(['A user may', ...roles], rows)}`;
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
