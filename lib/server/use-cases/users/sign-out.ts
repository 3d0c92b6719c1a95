import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forViewerSettingUp } from '../../auth/guard';
import { endSession } from '../../auth/sessions/sessions';

export const signOut = forViewerSettingUp(z.unknown(), async (viewer) => {
  await endSession(viewer.sessionId);
  await recordActivity({
    chain: installationChain,
    actor: actorOf(viewer),
    action: 'session.sign-out',
    phase: 'event',
    outcome: 'applied',
  });
});
