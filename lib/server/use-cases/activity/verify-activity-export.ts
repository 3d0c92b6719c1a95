import 'server-only';

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type ExportVerdict, verifyExport } from '../../activity/verify-export';
import { forSystem } from '../../auth/guard';

/** Proves an exported file by the activity key alone; the database is not asked. */
export const verifyActivityExport = forSystem(
  'activity-verify-export',
  z.object({ file: z.string().min(1) }),
  async ({ file }): Promise<ExportVerdict> => {
    const input = createReadStream(file, 'utf8');
    try {
      return await verifyExport(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }));
    } finally {
      input.destroy();
    }
  },
);
