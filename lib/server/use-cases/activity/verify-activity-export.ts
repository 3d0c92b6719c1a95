import 'server-only';

import { z } from 'zod';
import { type ExportVerdict, verifyExport } from '../../activity/verify-export';
import { readLines } from '../../anchors/anchor-file';
import { type AnchorsVerdict, readAnchors } from '../../anchors/read-anchors';
import { forSystem } from '../../auth/guard';

/** Proves an exported file by the activity key, and by anchors if they are given; the database is not asked. */
export const verifyActivityExport = forSystem(
  'activity-verify-export',
  z.object({ file: z.string().min(1), anchors: z.string().min(1).optional() }),
  async ({ file, anchors }): Promise<ExportVerdict & { readonly anchors: AnchorsVerdict | null }> => {
    const read = anchors ? await readAnchors(readLines(anchors)) : null;
    return { ...(await verifyExport(readLines(file), read?.anchored)), anchors: read };
  },
);
