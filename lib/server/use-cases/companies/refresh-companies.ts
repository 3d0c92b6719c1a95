import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { forgetCompanyPages } from '../../companies/company-list';
import { forgetCompanies } from '../../companies/company-scan';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60) });

/** The next look asks Codat again, also where its quota is low: somebody wants to know now. */
export const refreshCompanies = forViewer('companies:read', inputSchema, async (_viewer, input) => {
  const { id } = await requireInstance(input.instance);
  forgetCompanyPages(id);
  forgetCompanies(id);
});
