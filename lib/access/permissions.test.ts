import { expect, it } from 'vitest';
import { can, permissions, roles } from './permissions';

// A change to a role's permissions shows here, as a line that a reviewer has to agree to.
it('gives each role exactly this', () => {
  const table = permissions.map((permission) => [
    permission,
    roles.filter((role) => can(role, permission)).join(' '),
  ]);
  expect(Object.fromEntries(table)).toEqual({
    'portal:enter': 'Onboarding Advisor Analyst Developer Administrator',
    'companies:read': 'Onboarding Advisor Analyst Developer Administrator',
    'companies:edit': 'Onboarding Advisor Analyst Developer Administrator',
    'companies:see-links': 'Onboarding Advisor Analyst Developer Administrator',
    'companies:delete': 'Analyst Developer Administrator',
    'companies:export': 'Developer Administrator',
    'connections:remove': 'Developer Administrator',
    'integrations:read': 'Analyst Developer Administrator',
    'integrations:see-hints': 'Developer Administrator',
    'integrations:manage': 'Developer Administrator',
    'integrations:delete-credentials': 'Administrator',
    'activity:read': 'Developer Administrator',
    'activity:read-all': 'Administrator',
    'users:manage': 'Administrator',
    'instances:manage': 'Administrator',
  });
});

it('lets an Administrator do everything', () => {
  for (const permission of permissions) expect(can('Administrator', permission)).toBe(true);
});
