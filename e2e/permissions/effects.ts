import type { Codat, People, Role } from '../fixtures';
import type { Portal } from '../start-portal';

// The effects of a request, at Codat and in the portal's own store.

export async function cookieOf(people: People, codat: Codat, role: Role): Promise<string> {
  const { cookies } = await people.sessionOf(role);
  // Signing in for the first time has shown a page.
  await codat.clearRequests();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Reads all that an action could have changed, at Codat and in the portal's own store. */
export async function effects(portal: Portal, codat: Codat) {
  return {
    writes: (await codat.requests()).filter(({ method }) => !['GET', 'HEAD'].includes(method)),
    sessions: portal.query('select id, user_id from sessions order by id'),
    changes: portal.query<{ seq: number }>(
      "select chain_id, seq from activity where action not in ('access.denied', 'session.sign-in-refused')",
    ).length,
    refusals: portal.query('select * from enablement_refusals'),
    operations: portal.query('select * from open_operations'),
  };
}

/** All that is stored but for refusals, the heads that move with them, and when a session was last seen. */
export function everything(portal: Portal): Record<string, unknown> {
  const tables = portal.query<{ name: string }>("select name from sqlite_schema where type = 'table'");
  return Object.fromEntries(
    tables
      .filter(
        ({ name }) => !['activity', 'activity_chains', 'activity_checkpoint', 'refusals'].includes(name),
      )
      .map(({ name }) => {
        const rows = portal.query<Record<string, unknown>>(`select * from "${name}"`);
        return [name, rows.map(({ last_seen_at: _, ...row }) => JSON.stringify(row)).sort()];
      })
      .concat([['activity', portal.query("select * from activity where action <> 'access.denied'")]]),
  );
}
