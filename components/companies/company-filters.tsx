import { getTranslations } from 'next-intl/server';
import { categories } from '@/lib/category';
import { type CompanyQuery, companySorts, defaultSort } from '@/lib/companies/company-question';
import { companyStatuses } from '@/lib/companies/company-status';
import { registry } from '@/lib/integrations/registry';
import { routes } from '@/lib/routes';
import { CompanyFilterForm } from './company-filter-form';

type Props = { readonly instance: string; readonly question: CompanyQuery };

export async function CompanyFilters({ instance, question }: Props) {
  const t = await getTranslations('companies');
  const categoryWords = await getTranslations('categories');
  const groups = categories.map((category) => ({
    title: categoryWords(category),
    choices: registry
      .filter((integration) => integration.category === category)
      .map(({ key, name }) => ({ value: key, word: name })),
  }));
  return (
    <CompanyFilterForm
      action={routes.companies(instance)}
      search={question.search}
      status={{
        label: t('filterStatus'),
        chosen: question.status ?? '',
        choices: [
          { value: '', word: t('anyStatus') },
          ...companyStatuses.map((status) => ({ value: status, word: t(`statuses.${status}`) })),
        ],
      }}
      integration={{
        label: t('filterIntegration'),
        chosen: question.integration ?? '',
        any: t('anyIntegration'),
        groups: groups.filter(({ choices }) => choices.length > 0),
      }}
      sort={{
        label: t('sort'),
        chosen: question.sort === defaultSort ? '' : question.sort,
        choices: companySorts.map((sort) => ({
          value: sort === defaultSort ? '' : sort,
          word: t(`sorts.${sort}`),
        })),
      }}
      words={{ label: t('search'), find: t('find') }}
    />
  );
}
