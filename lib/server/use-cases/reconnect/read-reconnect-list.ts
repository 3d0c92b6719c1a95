import 'server-only';

import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { toCurve } from '@/lib/reconnect/curve';
import { inOrder, matching, pageAfter } from '@/lib/reconnect/select-rows';
import type { ReconnectView } from '@/lib/reconnect/views';
import { reconnectFilters } from '@/lib/routes';
import { forViewer } from '../../auth/guard';
import { currentLocale } from '../../i18n/locale';
import {
  changeQuestion,
  listChangeCounts,
  requireChange,
  toChangeView,
} from '../../reconnect/reconnect-list';
import { readReconnectRows } from '../../reconnect/reconnect-rows';
import { countRows } from '../../reconnect/to-reconnect-rows';

const question = changeQuestion.extend({
  search: z.string().max(100).default(''),
  show: z.enum(reconnectFilters).default('all'),
  after: z.string().max(100).nullish(),
});

const mostOthers = 10;

/** Returns the list of one change as of the last comparison with Codat, without waiting for Codat. */
export const readReconnectList = forViewer(
  'integrations:read',
  question,
  async (viewer, input): Promise<ReconnectView> => {
    const place = await requireChange(input);
    const { instance, change, integration } = place;
    const [{ known, others, isComplete }, changes, locale] = await Promise.all([
      readReconnectRows(place),
      listChangeCounts(instance.id, change.integration_key, mostOthers + 1),
      currentLocale(),
    ]);
    const ordered = inOrder([...known, ...others], locale);
    const matches = matching(ordered, input);
    const { rows, next } = pageAfter(ordered, matches, input.after ?? null);
    const view = toChangeView(change);
    return {
      integration: { key: integration.key, name: integration.name, category: integration.category },
      change: view,
      counts: isComplete || known.length > 0 ? countRows(known) : null,
      isComplete,
      curve: toCurve(
        known.flatMap(({ backAt }) => (backAt === null ? [] : [backAt])),
        view.at,
        Date.now(),
      ),
      rows,
      matching: matches.length,
      next,
      others: changes.filter(({ id }) => id !== change.id).slice(0, mostOthers),
      mayExport: can(viewer.role, 'integrations:manage'),
    };
  },
);
