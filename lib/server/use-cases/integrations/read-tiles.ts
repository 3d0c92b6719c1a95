import 'server-only';

import { z } from 'zod';
import { categories } from '@/lib/category';
import type { TilesView, TileView } from '@/lib/integrations/views';
import { tileFilters } from '@/lib/routes';
import { listLatestChanges } from '../../activity/latest-changes';
import { forViewer } from '../../auth/guard';
import { currentLocale } from '../../i18n/locale';
import { requireInstance } from '../../instances/find-instance';
import { findRefusals, type Refusal } from '../../integrations/enablement';
import { categoryOf, readCategory } from '../../integrations/integration-snapshot';
import { toTileView } from '../../integrations/to-tile-view';
import { listOpenOperations } from '../../operations/operations';

const inputSchema = z.object({
  instance: z.string().max(60),
  category: z.enum(categories),
  search: z.string().max(100).catch(''),
  show: z.enum(tileFilters).catch('all'),
});

export const readTiles = forViewer(
  'integrations:read',
  inputSchema,
  async (viewer, input): Promise<TilesView> => {
    const instance = await requireInstance(input.instance);
    const [snapshot, refusalOf, operations, changes, locale] = await Promise.all([
      readCategory(instance, input.category),
      findRefusals(instance.id),
      listOpenOperations(instance.id),
      listLatestChanges(instance.id),
      currentLocale(),
    ]);
    const tiles = snapshot.integrations
      .filter((integration) => categoryOf(integration) === input.category)
      .map((integration) =>
        toTileView(integration, {
          role: viewer.role,
          locale,
          held: snapshot.held.get(integration.key) ?? null,
          refusal: refusalOf(integration.key),
          operation: operations.find(({ integration_key }) => integration_key === integration.key),
          lastChange: changes.get(integration.key),
        }),
      )
      .sort(byPortalOrder);
    return {
      tiles: tiles.filter((tile) => matches(tile, input.search) && isShown(tile, input.show)),
      total: tiles.length,
      enabledBanking: tiles
        .filter((tile) => tile.category === 'banking' && tile.enabled)
        .map((tile) => tile.name),
      refused: refusedOf(tiles, refusalOf),
      unreadableItems: snapshot.unreadableItems,
      isComplete: snapshot.addsUp,
      readAt: snapshot.readAt,
      isStale: snapshot.isStale,
    };
  },
);

function refusedOf(
  tiles: readonly TileView[],
  refusalOf: (key: string) => Refusal | null,
): TilesView['refused'] {
  const refused = tiles.flatMap((tile) => {
    const refusal = tile.enablement.kind === 'refused-by-codat' ? refusalOf(tile.key) : null;
    return refusal ? { name: tile.name, ...refusal } : [];
  });
  const [first] = refused;
  if (!first) return null;
  const names = refused.some(({ concernsAll }) => concernsAll) ? 'all' : refused.map(({ name }) => name);
  return { status: first.status, names };
}

function matches(tile: TileView, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${tile.name} ${tile.key} ${tile.description ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function isShown(tile: TileView, show: (typeof tileFilters)[number]): boolean {
  if (show === 'enabled') return tile.enabled;
  return show === 'all' || tile.setUp === 'needed';
}

/** Puts the integrations that need credentials first, and those that only sample data last. */
function byPortalOrder(a: TileView, b: TileView): number {
  return (
    Number(a.setUp === 'not-needed') - Number(b.setUp === 'not-needed') || a.name.localeCompare(b.name, 'en')
  );
}
