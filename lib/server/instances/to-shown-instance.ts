import 'server-only';

import type { Review } from '@/lib/integrations/review';
import type { InstanceRow } from '../db/schema';

/** Which instance a dialog is about. */
export function toShownInstance({ name, colour, shape, kind }: InstanceRow): Review['instance'] {
  return { name, colour, shape, kind };
}
