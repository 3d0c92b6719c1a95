import 'server-only';

import { z } from 'zod';
import { categories } from '@/lib/category';
import type { CompanyLinks } from '@/lib/companies/views';
import { findIntegration } from '@/lib/integrations/registry';
import { actorOf } from '../../activity/actor';
import { forViewer } from '../../auth/guard';
import { recordLinkReading } from '../../companies/record-link-reading';
import { toConnectionLink } from '../../companies/to-company-view';
import type { InstanceRow } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireInstance } from '../../instances/find-instance';
import { categoryOf, readWholeList } from '../../integrations/integration-snapshot';

const inputSchema = z.object({ instance: z.string().max(60), company: z.string().max(100) });

/** Returns the link URLs of one company for its dialog; no list carries them. */
export const readCompanyLinks = forViewer(
  'companies:see-links',
  inputSchema,
  async (viewer, input): Promise<CompanyLinks> => {
    const instance = await requireInstance(input.instance);
    const [company, offered] = await Promise.all([
      codatClientFor(instance).then((codat) => codat.findCompany(input.company)),
      listOffered(instance),
    ]);
    if (!company) throw new AppError('not-found');
    const isShown = company.redirect || company.connections.some(({ linkUrl }) => linkUrl);
    if (isShown) await recordLinkReading({ instance, actor: actorOf(viewer), company });
    const groups = categories.map((category) => ({
      category,
      connections: company.connections
        .filter(
          ({ integrationKey, sourceType }) =>
            categoryOf({ key: integrationKey ?? '', sourceType }) === category,
        )
        .map(toConnectionLink),
    }));
    return {
      id: company.id,
      name: company.name,
      linkUrl: company.redirect ?? null,
      groups: groups.filter(({ connections }) => connections.length > 0),
      offered,
    };
  },
);

/** Lists the integrations that customers can connect now. The links are worth showing without this list. */
async function listOffered(instance: InstanceRow): Promise<CompanyLinks['offered']> {
  try {
    const { integrations } = await readWholeList(instance);
    return integrations
      .filter(({ enabled }) => enabled)
      .map(({ key, name }) => ({ key, name: findIntegration(key)?.name ?? name }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  } catch {
    return null;
  }
}
