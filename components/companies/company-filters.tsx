import { getTranslations } from 'next-intl/server';
import { categories } from '@/lib/category';
import { type CompanyQuery, companySorts, defaultSort } from '@/lib/companies/company-question';
import { companyStatuses } from '@/lib/companies/company-status';
import { registry } from '@/lib/integrations/registry';
import { routes } from '@/lib/routes';
import { CompanyFilterForm } from './company-filter-form';

type Props = { readonly instance: string; readonly query: CompanyQuery };

export async function CompanyFilters({ instance, query }: Props) {
  const t = await getTranslations('companies');
  const categoryMessages = await getTranslations('categories');
  const groups = categories.map((category) => ({
    title: categoryMessages(category),
    choices: registry
      .filter((integration) => integration.category === category)
      .map(({ key, name }) => ({ value: key, label: name })),
  }));
  return (
    <CompanyFilterForm
      action={routes.companies(instance)}
      search={query.search}
      status={{
        label: t('filterStatus'),
        chosen: query.status ?? '',
        choices: [
          { value: '', label: t('anyStatus') },
          ...companyStatuses.map((status) => ({ value: status, label: t(`statuses.${status}`) })),
        ],
      }}
      integration={{
        label: t('filterIntegration'),
        chosen: query.integration ?? '',
        any: t('anyIntegration'),
        groups: groups.filter(({ choices }) => choices.length > 0),
      }}
      sort={{
        label: t('sort'),
        chosen: query.sort === defaultSort ? '' : query.sort,
        choices: companySorts.map((sort) => ({
          value: sort === defaultSort ? '' : sort,
          label: t(`sorts.${sort}`),
        })),
      }}
      messages={{ label: t('search'), find: t('find') }}
    />
  );
}
