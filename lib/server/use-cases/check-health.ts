import 'server-only';

import { z } from 'zod';
import { forPublic } from '../auth/guard';
import { isDatabaseAnswering } from '../db/database';

/** Tells a stranger one thing: whether the store answers. */
export const checkHealth = forPublic('health', z.unknown(), () => isDatabaseAnswering());
