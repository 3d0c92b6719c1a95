import 'server-only';

import { z } from 'zod';
import { system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forSystem } from '../../auth/guard';
import { requireReadyDatabase } from '../../db/database';
import { checkKeys } from '../../vault/key-checks';
import { rotateVaultKey } from '../../vault/rotate';

/** Gives the vault a new key while the portal runs. Run again after an interruption, it continues. */
export const rotateVault = forSystem('vault-rotate', z.unknown(), async (): Promise<number> => {
  await requireReadyDatabase();
  await checkKeys();
  const moved = await rotateVaultKey();
  await recordActivity({
    chain: installationChain,
    actor: system,
    action: 'vault.rotated',
    phase: 'event',
    outcome: 'applied',
    details: { moved },
  });
  return moved;
});
