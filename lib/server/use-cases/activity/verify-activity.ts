import 'server-only';

import { z } from 'zod';
import { type ChainVerdict, verifyChains } from '../../activity/verify';
import { anchorFile, isAnchorFileThere, readLines } from '../../anchors/anchor-file';
import {
  type AnchorsVerdict,
  judgeLength,
  lastFiledNumber,
  missingAnchors,
  readAnchors,
} from '../../anchors/read-anchors';
import { forSystem } from '../../auth/guard';
import { requireReadyDatabase } from '../../db/database';
import { checkKeys } from '../../vault/key-checks';

export type ActivityVerdict = {
  readonly chains: readonly ChainVerdict[];
  /** Null if there are none. */
  readonly anchors: AnchorsVerdict | null;
};

export const verifyActivity = forSystem('activity-verify', z.unknown(), async () => {
  await requireReadyDatabase();
  await checkKeys();
  return verifyChains();
});

/** Compares the log with a file of anchors, too: the one in `DATA_DIR` unless another is given. */
export const verifyAnchoredActivity = forSystem(
  'activity-verify-anchored',
  z.object({ anchors: z.string().min(1).optional() }),
  async ({ anchors: given }): Promise<ActivityVerdict> => {
    await requireReadyDatabase();
    await checkKeys();
    // Before the file is read: a server may file another one in the meantime.
    const filed = await lastFiledNumber();
    const file = given ?? (isAnchorFileThere() ? anchorFile() : null);
    const anchors = file ? judgeLength(await readAnchors(readLines(file)), filed) : missingAnchors(filed);
    return { chains: await verifyChains(anchors?.anchored), anchors };
  },
);
