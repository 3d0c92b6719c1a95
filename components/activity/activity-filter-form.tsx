'use client';

import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { useSearchForm } from '@/components/form/use-search-form';
import { button } from '@/components/ui/button';
import type { ActivityQuery } from '@/lib/activity/activity-query';
import { ZoneField } from './zone-field';

export type ChoiceGroup = {
  /** Null for choices that stand alone. */
  readonly title: string | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
};

type Props = {
  readonly action: ComponentProps<typeof Link>['href'];
  readonly query: ActivityQuery;
  readonly isNarrowed: boolean;
  /** Null if the page is of one instance. */
  readonly instances: readonly ChoiceGroup[] | null;
  readonly integrations: readonly ChoiceGroup[];
  readonly actions: readonly ChoiceGroup[];
  readonly outcomes: readonly ChoiceGroup[];
  readonly messages: Readonly<
    Record<
      | ('instance' | 'integration' | 'person' | 'personHint' | 'action' | 'outcome' | 'from' | 'to' | 'days')
      | ('search' | 'any' | 'filter' | 'clear'),
      string
    >
  >;
};

const control =
  'w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 py-1.5 text-ink placeholder:text-ink-3';

/** A plain GET form, so that the filters are in the address; it works without scripts. */
export function ActivityFilterForm(props: Props) {
  const { action, query, messages, instances } = props;
  const { form } = useSearchForm(String(action), query.search);
  return (
    <search>
      <form
        {...form}
        key={JSON.stringify(query)}
        className="grid grid-cols-2 items-end gap-x-3 gap-y-3 rounded-card border border-line bg-surface px-4 py-4 shadow-card md:grid-cols-4"
      >
        <Labelled of="filter-search" label={messages.search} wide>
          <input
            id="filter-search"
            type="search"
            name="search"
            defaultValue={query.search}
            maxLength={100}
            className={`${control} font-mono text-[0.8125rem]`}
          />
        </Labelled>
        <Labelled of="filter-person" label={messages.person} wide>
          <input
            id="filter-person"
            type="text"
            name="person"
            defaultValue={query.person}
            maxLength={254}
            autoComplete="off"
            spellCheck={false}
            placeholder={messages.personHint}
            className={control}
          />
        </Labelled>
        {instances && (
          <Choice
            label={messages.instance}
            name="instance"
            chosen={query.instance}
            groups={instances}
            any={messages.any}
          />
        )}
        <Choice
          label={messages.integration}
          name="integration"
          chosen={query.integration}
          groups={props.integrations}
          any={messages.any}
        />
        <Choice
          label={messages.action}
          name="action"
          chosen={query.action}
          groups={props.actions}
          any={messages.any}
        />
        <Choice
          label={messages.outcome}
          name="outcome"
          chosen={query.outcome ?? ''}
          groups={props.outcomes}
          any={messages.any}
        />
        <Labelled of="filter-from" label={messages.from}>
          <input id="filter-from" type="date" name="from" defaultValue={query.from} className={control} />
        </Labelled>
        <Labelled of="filter-to" label={messages.to}>
          <input id="filter-to" type="date" name="to" defaultValue={query.to} className={control} />
        </Labelled>
        <div className="col-span-2 flex flex-wrap items-center gap-x-4 gap-y-2 md:col-span-4">
          <button type="submit" className={button.secondary}>
            {messages.filter}
          </button>
          {props.isNarrowed && (
            <Link href={action} className={button.secondary}>
              {messages.clear}
            </Link>
          )}
          <ZoneField zone={query.from || query.to ? query.zone : null} label={messages.days} />
        </div>
      </form>
    </search>
  );
}

type LabelledProps = {
  /** The id of the control. */
  readonly of: string;
  readonly label: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
};

function Labelled({ of, label, wide = false, children }: LabelledProps) {
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${wide ? 'col-span-2' : ''}`}>
      <label htmlFor={of} className="text-[0.8125rem] text-ink-2">
        {label}
      </label>
      {children}
    </div>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly name: string;
  readonly chosen: string;
  readonly any: string;
  readonly groups: readonly ChoiceGroup[];
};

function Choice({ label, name, chosen, any, groups }: ChoiceProps) {
  return (
    <Labelled of={`filter-${name}`} label={label}>
      <select id={`filter-${name}`} name={name} defaultValue={chosen} className={control}>
        <option value="">{any}</option>
        {groups.map(({ title, choices }) =>
          title === null ? (
            <Options key="" choices={choices} />
          ) : (
            <optgroup key={title} label={title}>
              <Options choices={choices} />
            </optgroup>
          ),
        )}
      </select>
    </Labelled>
  );
}

function Options({ choices }: Pick<ChoiceGroup, 'choices'>) {
  return choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
