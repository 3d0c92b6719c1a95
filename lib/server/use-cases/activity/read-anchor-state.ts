import 'server-only';

import { z } from 'zod';
import type { AnchorsView } from '@/lib/activity/views';
import { anchorPublicKey } from '../../anchors/anchor';
import { readDelivery } from '../../anchors/read-delivery';
import { forViewer } from '../../auth/guard';
import { env } from '../../env';

/** Returns null if no anchors are made. Of the address only its host: the rest may hold a token. */
export const readAnchorState = forViewer(
  'activity:read-all',
  z.unknown(),
  async (): Promise<AnchorsView | null> => {
    const { anchorUrl } = env().activity;
    if (anchorUrl === null) return null;
    return { host: new URL(anchorUrl).host, publicKey: anchorPublicKey(), ...(await readDelivery()) };
  },
);
