import 'server-only';

import { z } from 'zod';
import { verifyChains } from '../../activity/verify';
import { forSystem } from '../../auth/guard';
import { requireReadyDatabase } from '../../db/database';
import { checkKeys } from '../../vault/key-checks';

export const verifyActivity = forSystem('activity-verify', z.unknown(), async () => {
  await requireReadyDatabase();
  await checkKeys();
  return verifyChains();
});
