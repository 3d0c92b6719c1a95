import 'server-only';

import { z } from 'zod';
import type { Comparison } from '@/lib/reconnect/views';
import { forViewer } from '../../auth/guard';
import { changeQuestion, requireChange } from '../../reconnect/reconnect-list';
import { refreshAffected } from '../../reconnect/refresh-affected';

const question = changeQuestion.extend({ fresh: z.boolean().default(false) });

/** Reads all companies, or shares a very recent reading, and records which of a change's customers are back. */
export const refreshReconnectList = forViewer(
  'integrations:read',
  question,
  async (_viewer, input): Promise<Comparison> => refreshAffected(await requireChange(input), input),
);
