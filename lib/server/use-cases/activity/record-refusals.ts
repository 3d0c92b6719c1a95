import 'server-only';

import { z } from 'zod';
import { forSystem } from '../../auth/guard';
import { recordCountedRefusals } from '../../auth/refusals';

/** Records refusals that were only counted, every few seconds, including those that a dead server counted. */
export const recordRefusals = forSystem('refusals', z.unknown(), recordCountedRefusals);
