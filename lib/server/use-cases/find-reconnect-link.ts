import 'server-only';

import { z } from 'zod';
import type { ReconnectLink } from '@/lib/reconnect/views';
import { forViewer } from '../auth/guard';
import { database } from '../db/database';
import type { BreakingChange } from '../db/schema';
import { AppError } from '../errors';
import { codatOf } from '../instances/codat-access';
import { changeQuestion, requireChange } from '../instances/reconnect-list';

const question = changeQuestion.extend({
  company: z.string().max(100),
  connection: z.string().max(100),
});

/**
 * The address by which one customer authorizes again. All five roles may see link URLs; what stands under the settings,
 * as this list does, is for those who may see the settings. Read from Codat at the press of a button, answered to that
 * one request, and written down nowhere.
 */
export const findReconnectLink = forViewer(
  'integrations:read',
  question,
  async (_viewer, input): Promise<ReconnectLink> => {
    const { instance, change } = await requireChange(input);
    if (change.company_count !== null) await requireCutOff(change, input.company, input.connection);
    const codat = await codatOf(instance);
    const connection = await codat.findConnection(input.company, input.connection);
    if (connection) {
      if (connection.status === 'Linked') return { kind: 'back' };
      return connection.linkUrl ? { kind: 'connection', url: connection.linkUrl } : { kind: 'none' };
    }
    // Deleted at Codat: the company itself can still make a new one.
    const company = await codat.findCompany(input.company);
    if (!company) return { kind: 'company-deleted' };
    return company.redirect ? { kind: 'company', url: company.redirect } : { kind: 'none' };
  },
);

async function requireCutOff({ id }: BreakingChange, company: string, connection: string): Promise<void> {
  const row = await database()
    .selectFrom('broken_connections')
    .select('connection_id')
    .where('change_id', '=', id)
    .where('company_id', '=', company)
    .where('connection_id', '=', connection)
    .executeTakeFirst();
  if (!row) throw new AppError('not-found');
}
