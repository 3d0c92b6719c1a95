import 'server-only';

import { z } from 'zod';
import { type Category, categories } from '@/lib/category';
import { forViewer } from '../../auth/guard';
import { requireInstance } from '../../instances/find-instance';
import { categoryOf, readWholeList } from '../../integrations/integration-snapshot';

const inputSchema = z.object({ instance: z.string().max(60) });

/** Counts the integrations on each tab. It shares one reading of Codat with the tiles. */
export const countTiles = forViewer(
  'integrations:read',
  inputSchema,
  async (_viewer, input): Promise<Readonly<Record<Category, number>>> => {
    const { integrations } = await readWholeList(await requireInstance(input.instance));
    const inCategory = (category: Category) =>
      integrations.filter((integration) => categoryOf(integration) === category).length;
    return Object.fromEntries(categories.map((category) => [category, inCategory(category)])) as Record<
      Category,
      number
    >;
  },
);
