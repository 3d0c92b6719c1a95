// Who may do what: Codat's five roles, one table. Isomorphic, so that a screen can leave out what would be
// refused; the refusal itself happens in the use-case.

export const roles = ['Onboarding', 'Advisor', 'Analyst', 'Developer', 'Administrator'] as const;
export type Role = (typeof roles)[number];

const everyone: readonly Role[] = roles;
const fromAnalyst: readonly Role[] = ['Analyst', 'Developer', 'Administrator'];
const fromDeveloper: readonly Role[] = ['Developer', 'Administrator'];
const administrators: readonly Role[] = ['Administrator'];

const table = {
  'portal:enter': everyone,
  'companies:read': everyone,
  'companies:edit': everyone,
  'companies:see-links': everyone,
  'companies:delete': fromAnalyst,
  'companies:export': fromDeveloper,
  'connections:remove': fromDeveloper,
  'integrations:read': fromAnalyst,
  'integrations:see-hints': fromDeveloper,
  'integrations:manage': fromDeveloper,
  'integrations:delete-credentials': administrators,
  'activity:read': fromDeveloper,
  'activity:read-all': administrators,
  'users:manage': administrators,
  'instances:manage': administrators,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as Permission[];

export function can(role: Role, permission: Permission): boolean {
  return table[permission].includes(role);
}
