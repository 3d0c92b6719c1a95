import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Role } from '@/lib/access/permissions';
import { categories } from '@/lib/category';
import { routes } from '@/lib/routes';
import { Account } from './account';
import { Brand } from './brand';
import { InstanceBox, type ShownInstance } from './instance-box';
import { Navigation, type NavigationItem } from './navigation';

type Props = {
  readonly email: string;
  readonly role: Role;
  readonly sees: {
    readonly integrations: boolean;
    readonly activity: boolean;
    readonly users: boolean;
    readonly instances: boolean;
  };
  readonly instance: ShownInstance;
  readonly instances: readonly ShownInstance[];
  readonly theme: string;
  readonly locale: string;
  readonly languageAction: (form: FormData) => Promise<void>;
  readonly themeAction: (form: FormData) => Promise<void>;
  readonly signOutAction: () => Promise<void>;
  readonly children: ReactNode;
};

const drawerId = 'navigation';

/** The frame of every page: the current place, the navigation and the signed-in user. */
export async function PortalFrame(props: Props) {
  const t = await getTranslations('nav');
  const app = await getTranslations('app');
  const { instance, sees } = props;
  return (
    <div className="md:grid md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only rounded-control bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        {app('skipToContent')}
      </a>
      <header className="flex items-center justify-between gap-3 border-b border-line bg-sunken px-4 py-2.5 md:hidden">
        <Brand name={app('name')} />
        <span className="min-w-0 truncate text-[0.8125rem] text-ink-2">{instance.name}</span>
        <button
          type="button"
          popoverTarget={drawerId}
          className="rounded-control border border-line-strong bg-surface px-3 py-1.5"
        >
          {t('menu')}
        </button>
      </header>
      <Navigation
        id={drawerId}
        label={t('label')}
        groups={await groupsFor(instance.slug, sees)}
        top={
          <div className="flex flex-col gap-4">
            <Brand name={app('name')} />
            <InstanceBox instance={instance} instances={props.instances} />
          </div>
        }
        bottom={<Account {...props} />}
      />
      <main id="content" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none sm:px-6 md:px-10 md:py-7">
        <div className="mx-auto max-w-6xl">{props.children}</div>
      </main>
    </div>
  );
}

async function groupsFor(slug: string, sees: Props['sees']) {
  const t = await getTranslations('nav');
  const names = await getTranslations('categories');
  const integrations: NavigationItem = {
    href: routes.tiles(slug, 'banking'),
    label: t('integrations'),
    under: categories.map((category) => ({ href: routes.tiles(slug, category), label: names(category) })),
  };
  const settings: NavigationItem[] = [
    ...(sees.integrations ? [integrations] : []),
    ...(sees.users ? [{ href: routes.users(), label: t('users') }] : []),
    ...(sees.instances ? [{ href: routes.instances(), label: t('instances') }] : []),
    ...(sees.activity ? [{ href: routes.activity(slug), label: t('activity') }] : []),
  ];
  return [
    { title: null, items: [{ href: routes.companies(slug), label: t('companies') }] },
    ...(settings.length > 0 ? [{ title: t('settings'), items: settings }] : []),
  ];
}
