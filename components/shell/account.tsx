import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { Role } from '@/lib/access/permissions';
import { routes } from '@/lib/routes';
import { AppearanceForms } from './appearance-forms';

type Props = {
  readonly email: string;
  readonly role: Role;
  readonly theme: string;
  readonly locale: string;
  readonly languageAction: (form: FormData) => Promise<void>;
  readonly themeAction: (form: FormData) => Promise<void>;
  readonly signOutAction: () => Promise<void>;
};

export async function Account(props: Props) {
  const t = await getTranslations('nav');
  const roleNames = await getTranslations('roles');
  return (
    <details className="rounded-card px-2 py-1.5 open:bg-surface">
      <summary className="flex list-none items-center gap-2.5 rounded-control">
        <span
          aria-hidden="true"
          className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-bold text-accent"
        >
          {props.email.slice(0, 1).toUpperCase()}
        </span>
        <span className="min-w-0 text-[0.8125rem]">
          <span className="block truncate text-ink-2">{props.email}</span>
          <span className="block text-ink-3">{roleNames(props.role)}</span>
        </span>
      </summary>
      <div className="mt-2 flex flex-col gap-3 border-t border-line pt-3 pb-1">
        <AppearanceForms {...props} />
        <Link
          href={routes.account()}
          prefetch={false}
          className="rounded-control px-2 py-1.5 hover:bg-sunken"
        >
          {t('myAccount')}
        </Link>
        <form action={props.signOutAction}>
          <button type="submit" className="w-full rounded-control px-2 py-1.5 text-left hover:bg-sunken">
            {t('signOut')}
          </button>
        </form>
      </div>
    </details>
  );
}
