import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Role } from '@/lib/access/permissions';
import { categories } from '@/lib/category';
import { routes } from '@/lib/routes';
import { Account } from './account';
import { Brand } from './brand';
import { InstanceBox, type ShownInstance } from './instance-box';
import { InstanceMark } from './instance-mark';
import { LiveStrip } from './live-strip';
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
  /** Null in a portal that has none yet. */
  readonly instance: ShownInstance | null;
  /** True on the pages of the instance itself. */
  readonly isInstancePage: boolean;
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
    <div className="md:grid md:grid-cols-[14.5rem_minmax(0,1fr)] md:grid-rows-[auto_1fr]">
      {props.isInstancePage && instance?.kind === 'live' && <LiveStrip instance={instance} />}
      <a
        href="#content"
        className="sr-only rounded-control bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        {app('skipToContent')}
      </a>
      <header className="flex items-center justify-between gap-3 border-b border-line bg-sunken px-4 py-2.5 md:hidden">
        <Brand name={app('name')} />
        {instance && (
          <span className="flex min-w-0 items-center gap-2 text-[0.8125rem] text-ink-2">
            <InstanceMark {...instance} />
            <span className="truncate">{instance.name}</span>
          </span>
        )}
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
        groups={await groupsFor(instance?.slug ?? null, sees)}
        top={
          <div className="flex flex-col gap-4">
            <Brand name={app('name')} />
            {instance && (
              <InstanceBox
                instance={instance}
                instances={props.instances}
                seesIntegrations={sees.integrations}
              />
            )}
          </div>
        }
        bottom={<Account {...props} />}
      />
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 px-4 py-6 outline-none sm:px-6 md:col-start-2 md:px-10 md:py-7"
      >
        <div className="mx-auto max-w-6xl">{props.children}</div>
      </main>
    </div>
  );
}

async function groupsFor(slug: string | null, sees: Props['sees']) {
  const t = await getTranslations('nav');
  const names = await getTranslations('categories');
  const integrations = (instance: string): NavigationItem => ({
    href: routes.tiles(instance, 'banking'),
    label: t('integrations'),
    under: categories.map((category) => ({ href: routes.tiles(instance, category), label: names(category) })),
  });
  const settings: NavigationItem[] = [
    ...(sees.integrations && slug ? [integrations(slug)] : []),
    ...(sees.users ? [{ href: routes.users(), label: t('users') }] : []),
    ...(sees.instances ? [{ href: routes.instances(), label: t('instances') }] : []),
    ...(sees.activity && slug ? [{ href: routes.activity(slug), label: t('activity') }] : []),
  ];
  return [
    ...(slug ? [{ title: null, items: [{ href: routes.companies(slug), label: t('companies') }] }] : []),
    ...(settings.length > 0 ? [{ title: t('settings'), items: settings }] : []),
  ];
}
