import { getTranslations } from 'next-intl/server';
import { activityOutcomes, listActions } from '@/lib/activity/activity-names';
import { type ActivityQuery, isNarrowed } from '@/lib/activity/activity-query';
import type { RemovedInstance } from '@/lib/activity/views';
import { categories } from '@/lib/category';
import { registry } from '@/lib/integrations/registry';
import { routes } from '@/lib/routes';
import { ActivityFilterForm } from './activity-filter-form';

type Props = {
  /** Null on the page of the whole installation. */
  readonly instance: string | null;
  readonly instances?: readonly { readonly slug: string; readonly name: string }[];
  readonly removed?: readonly RemovedInstance[];
  readonly query: ActivityQuery;
};

export async function ActivityFilters({ instance, instances = [], removed = [], query }: Props) {
  const [t, categoryNames] = await Promise.all([getTranslations('activity'), getTranslations('categories')]);
  return (
    <ActivityFilterForm
      action={routes.activity(instance)}
      query={query}
      isNarrowed={isNarrowed(query)}
      instances={
        instance === null
          ? [
              alone([{ value: 'installation', label: t('filters.installation') }]),
              alone(instances.map(({ slug, name }) => ({ value: slug, label: name }))),
              ...(removed.length > 0 ? [{ title: t('filters.removed'), choices: toChoices(removed) }] : []),
            ]
          : null
      }
      integrations={categories.map((category) => ({
        title: categoryNames(category),
        choices: registry
          .filter((integration) => integration.category === category)
          .map(({ key, name }) => ({ value: key, label: name })),
      }))}
      actions={[
        alone(
          listActions(instance !== null).map(([action, name]) => ({
            value: action,
            label: t(`kinds.${name}`),
          })),
        ),
      ]}
      outcomes={[
        alone(activityOutcomes.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))),
      ]}
      messages={{
        instance: t('filters.instance'),
        integration: t('filters.integration'),
        person: t('filters.person'),
        personHint: t('filters.personHint'),
        action: t('filters.action'),
        outcome: t('outcome'),
        from: t('filters.from'),
        to: t('filters.to'),
        days: t('filters.days', { zone: '{zone}' }),
        search: t('filters.search'),
        any: t('filters.any'),
        filter: t('filters.apply'),
        clear: t('filters.clear'),
      }}
    />
  );
}

/** Two that were removed may have had one name. */
function toChoices(removed: readonly RemovedInstance[]) {
  return removed.map(({ id, name, slug }) => ({
    value: id,
    label: removed.some((other) => other.id !== id && other.name === name)
      ? `${name} (${slug}, ${id.slice(0, 8)})`
      : name,
  }));
}

function alone(choices: readonly { readonly value: string; readonly label: string }[]) {
  return { title: null, choices };
}
