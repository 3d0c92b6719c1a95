import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { forgetCompanyPages } from '../../companies/company-list';
import { forgetCompanies } from '../../companies/company-scan';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60) });

/** Makes the next reading ask Codat again, even if its quota is low, because a user wants to know now. */
export const refreshCompanies = forViewer('companies:read', inputSchema, async (_viewer, input) => {
  const { id } = await requireInstance(input.instance);
  forgetCompanyPages(id);
  forgetCompanies(id);
});
