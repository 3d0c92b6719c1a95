import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/shell/page-header';
import { Table } from '@/components/ui/table';
import { roles } from '@/lib/access/permissions';
import { orInterrupt } from '@/lib/server/respond';
import { listUsers } from '@/lib/server/use-cases/users/list-users';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('users') };
}

export default async function UsersPage() {
  const users = await orInterrupt(() => listUsers());
  const [t, nav, roleNames] = await Promise.all([
    getTranslations('users'),
    getTranslations('nav'),
    getTranslations('roles'),
  ]);
  return (
    <>
      <PageHeader title={nav('users')} lead={t('lead')} />
      <Table
        label={nav('users')}
        columns={[t('email'), t('role'), t('state')]}
        rows={users.map(({ email, role, disabled }) => ({
          id: email,
          cells: [email, roleNames(role), t(disabled ? 'disabled' : 'active')],
        }))}
      />
      <p className="mt-5 text-ink-2">
        {t('add')}
        <code className="mt-2 block rounded-control bg-sunken px-3 py-2 font-mono text-xs break-all">
          npm run user:add -- person@example.com {roles.join('|')}
        </code>
      </p>
    </>
  );
}
