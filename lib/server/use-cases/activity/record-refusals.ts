import 'server-only';

import { z } from 'zod';
import { forSystem } from '../../auth/guard';
import { recordCountedRefusals } from '../../auth/refusals';

/** Every few seconds: refusals that were only counted get their row, also those that a dead server has counted. */
export const recordRefusals = forSystem('refusals', z.unknown(), recordCountedRefusals);
