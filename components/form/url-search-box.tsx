'use client';

import { SearchInput } from '@/components/form/search-input';
import { useSearchForm } from '@/components/form/use-search-form';

type Props = {
  readonly action: string;
  readonly search: string;
  /** `all`, or the filter that the search keeps. */
  readonly show: string;
  readonly messages: { readonly label: string; readonly find: string };
};

export function TileSearchBox({ action, search, show, messages }: Props) {
  const { form, searchSoon } = useSearchForm(action, search);
  return (
    <search className="w-full sm:w-70">
      <form {...form}>
        <SearchInput label={messages.label} search={search} onType={searchSoon} />
        {show !== 'all' && <input type="hidden" name="show" value={show} />}
        <noscript>
          <button type="submit">{messages.find}</button>
        </noscript>
      </form>
    </search>
  );
}
