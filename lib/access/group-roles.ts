import { type Role, roles } from './permissions';

/** Groups of the issuer and the role that each of them gives. */
export type GroupRoles = ReadonlyMap<string, Role>;

/** A group may hold commas and equals signs, as a distinguished name does: the role after the last one ends a pair. */
const pair = new RegExp(`\\s*(.+?)\\s*=\\s*(${roles.join('|')})\\s*(?:,|$)`, 'gsy');

/** Returns null unless the whole text is pairs, and each group has one role. */
export function parseGroupRoles(text: string): GroupRoles | null {
  const trimmed = text.trim();
  const found = [...trimmed.matchAll(pair)];
  const read = found.reduce((length, [whole]) => length + whole.length, 0);
  const groups = new Map(found.map(([, group = '', role]) => [group, role as Role]));
  return found.length > 0 && read === trimmed.length && groups.size === found.length ? groups : null;
}

/** The highest role of the groups, or null if none of them has one. */
export function highestRole(groups: readonly string[], given: GroupRoles): Role | null {
  const held = groups.map((group) => given.get(group));
  return roles.findLast((role) => held.includes(role)) ?? null;
}
