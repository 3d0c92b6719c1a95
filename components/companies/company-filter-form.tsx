'use client';

import { SearchInput } from '@/components/form/search-input';
import { useSearchForm } from '@/components/form/use-search-form';
import { button } from '@/components/ui/button';

export type Choice = { readonly value: string; readonly label: string };
export type ChoiceGroup = { readonly title: string; readonly choices: readonly Choice[] };

type Filter = { readonly label: string; readonly chosen: string };

type Props = {
  readonly action: string;
  readonly search: string;
  readonly status: Filter & { readonly choices: readonly Choice[] };
  readonly integration: Filter & { readonly any: string; readonly groups: readonly ChoiceGroup[] };
  readonly sort: Filter & { readonly choices: readonly Choice[] };
  readonly messages: { readonly label: string; readonly find: string };
};

const selectLooks =
  'min-w-0 rounded-control border border-line-strong bg-surface px-2.5 py-1.5 text-ink max-sm:w-full';

/** Works as a plain form; with scripts, as soon as something is typed or chosen. What is usual stays out of the address. */
export function CompanyFilterForm({ action, search, status, integration, sort, messages }: Props) {
  const { form, searchSoon } = useSearchForm(action, search);
  return (
    <search className="min-w-0 flex-1">
      <form {...form} className="flex flex-wrap items-center gap-2.5">
        <div className="w-full sm:w-72">
          <SearchInput label={messages.label} search={search} onType={searchSoon} />
        </div>
        <select
          key={`status ${status.chosen}`}
          name="status"
          aria-label={status.label}
          defaultValue={status.chosen}
          onChange={searchSoon}
          className={selectLooks}
        >
          <Options choices={status.choices} />
        </select>
        <select
          key={`integration ${integration.chosen}`}
          name="integration"
          aria-label={integration.label}
          defaultValue={integration.chosen}
          onChange={searchSoon}
          className={selectLooks}
        >
          <option value="">{integration.any}</option>
          {integration.groups.map(({ title, choices }) => (
            <optgroup key={title} label={title}>
              <Options choices={choices} />
            </optgroup>
          ))}
        </select>
        {/* On wide screens the table's headings sort instead. */}
        <select
          key={`sort ${sort.chosen}`}
          name="sort"
          aria-label={sort.label}
          defaultValue={sort.chosen}
          onChange={searchSoon}
          className={`${selectLooks} lg:hidden`}
        >
          <Options choices={sort.choices} />
        </select>
        <noscript>
          <button type="submit" className={button.secondary}>
            {messages.find}
          </button>
        </noscript>
      </form>
    </search>
  );
}

function Options({ choices }: { readonly choices: readonly Choice[] }) {
  return choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
