import 'server-only';

import { sql } from 'kysely';
import { z } from 'zod';
import type { ShownEnvironment } from '@/lib/integrations/define-integration';
import { findIntegration } from '@/lib/integrations/registry';
import { companyDeleted, reconnectedStates, unreadable } from '@/lib/reconnect/reconnect-state';
import type { ChangeCounts, ChangeView } from '@/lib/reconnect/views';
import { database } from '../db/database';
import type { DisruptiveChange } from '../db/schema';
import { AppError } from '../errors';
import { requireInstance } from '../instances/find-instance';
import { findDisruptiveChange, listDisruptiveChanges } from '../settings/disruptive-changes';
import type { Place } from './refresh-affected';

// The common input of every query about a reconnect list, and the changes of one integration with the state of each.

export const changeQuestion = z.object({
  instance: z.string().max(60),
  key: z.string().max(100),
  change: z.string().max(100),
});

type Question = z.output<typeof changeQuestion>;

/** A change is found under its own instance and integration only, and only once it has taken effect. */
export async function requireChange({ instance: slug, key, change: id }: Question): Promise<Place> {
  const instance = await requireInstance(slug);
  const change = await findDisruptiveChange(instance.id, id);
  const definition = findIntegration(key);
  if (!change || !definition || change.integration_key !== key) throw new AppError('not-found');
  return { instance, change, integration: definition };
}

const environments: readonly string[] = [
  'sandbox',
  'development',
  'production',
  'test',
  'live',
  'not-stated',
] satisfies ShownEnvironment[];

export function toChangeView({
  id,
  at,
  applied_at,
  kind,
  from_environment,
  to_environment,
  is_uncertain,
}: DisruptiveChange): ChangeView {
  const shown = (environment: string | null) =>
    environment !== null && environments.includes(environment) ? (environment as ShownEnvironment) : null;
  return {
    id,
    at: applied_at ?? at,
    kind,
    from: shown(from_environment),
    to: shown(to_environment),
    isUncertain: is_uncertain === 1,
  };
}

/** The latest changes of an integration, each with how its companies stand; as it was when Codat was last compared. */
export async function listChangeCounts(
  instanceId: string,
  integrationKey: string,
  most: number,
): Promise<ChangeCounts[]> {
  const changes = await listDisruptiveChanges(instanceId, { integrationKey, most });
  if (changes.length === 0) return [];
  const ids = changes.map(({ id }) => id);
  // A company's state is that of its worst connection, as in the list itself.
  const rank = sql<number>`max(case
    when state in (${sql.join(reconnectedStates)}) then 0
    when state = ${unreadable} then 1
    when state = ${companyDeleted} then 3
    else 2 end)`;
  const rows = await database()
    .selectFrom(({ selectFrom }) =>
      selectFrom('affected_connections')
        .select(['change_id', 'company_id'])
        .select(rank.as('standing'))
        .where('change_id', 'in', ids)
        .groupBy(['change_id', 'company_id'])
        .as('companies'),
    )
    .select(['change_id', 'standing'])
    .select(sql<number>`count(*)`.as('companies'))
    .groupBy(['change_id', 'standing'])
    .execute();
  return changes.map((change) => {
    const [back, unknown, missing, gone] = [0, 1, 2, 3].map((standing) => {
      const own = rows.find((row) => row.change_id === change.id && row.standing === standing);
      return Number(own?.companies ?? 0);
    }) as [number, number, number, number];
    const counts = { total: back + missing + unknown, back, missing, unknown, gone };
    const isComplete = change.company_count !== null;
    const isAnybodyKnown = counts.total + gone > 0;
    return { ...toChangeView(change), counts: isComplete || isAnybodyKnown ? counts : null, isComplete };
  });
}
