import 'server-only';

import { z } from 'zod';
import type { ReconnectLink } from '@/lib/reconnect/views';
import { actorOf } from '../../activity/actor';
import { forViewer } from '../../auth/guard';
import { recordLinkReading } from '../../companies/record-link-reading';
import { database } from '../../db/database';
import type { DisruptiveChange } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { changeQuestion, requireChange } from '../../reconnect/reconnect-list';

const question = changeQuestion.extend({
  company: z.string().max(100),
  connection: z.string().max(100),
});

/**
 * Reads from Codat the link by which one customer authorizes again. The link is returned to this one request and never
 * stored, but reading it is recorded. All five roles may see link URLs. This list, being part of the settings, is only
 * for roles that may see those.
 */
export const findReconnectLink = forViewer(
  'integrations:read',
  question,
  async (viewer, input): Promise<ReconnectLink> => {
    const { instance, change } = await requireChange(input);
    const name =
      change.company_count === null
        ? input.company
        : await requireCutOff(change, input.company, input.connection);
    const onRecord = async (link: ReconnectLink & { url: string }): Promise<ReconnectLink> => {
      const company = { id: input.company, name };
      await recordLinkReading({ instance, actor: actorOf(viewer), company, integrationKey: input.key });
      return link;
    };
    const codat = await codatClientFor(instance);
    const connection = await codat.findConnection(input.company, input.connection);
    if (connection) {
      if (connection.status === 'Linked') return { kind: 'back' };
      return connection.linkUrl
        ? onRecord({ kind: 'connection', url: connection.linkUrl })
        : { kind: 'none' };
    }
    // The connection was deleted at Codat. The company itself can still create a new one.
    const company = await codat.findCompany(input.company);
    if (!company) return { kind: 'company-deleted' };
    return company.redirect ? onRecord({ kind: 'company', url: company.redirect }) : { kind: 'none' };
  },
);

/** Returns the name of the company. */
async function requireCutOff({ id }: DisruptiveChange, company: string, connection: string): Promise<string> {
  const row = await database()
    .selectFrom('affected_connections')
    .select('company_name')
    .where('change_id', '=', id)
    .where('company_id', '=', company)
    .where('connection_id', '=', connection)
    .executeTakeFirst();
  if (!row) throw new AppError('not-found');
  return row.company_name;
}
