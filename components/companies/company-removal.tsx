import { getTranslations } from 'next-intl/server';
import type { ShownInstance } from '@/components/shell/instance-box';
import { instanceLabel } from '@/components/shell/instance-label';
import type { CompanyView } from '@/lib/companies/views';
import { routes } from '@/lib/routes';
import { Removal, type RemovalAction } from './removal';

type Props = {
  readonly instance: ShownInstance;
  readonly company: CompanyView;
  readonly deleteCompanyAction: RemovalAction;
};

export async function CompanyRemoval({ instance, company, deleteCompanyAction }: Props) {
  const t = await getTranslations('companies');
  const { id, name, connections, unreadableConnections } = company;
  const linked = connections.filter(({ status }) => status === 'Linked').length;
  return (
    <Removal
      fields={{ instance: instance.slug, instanceId: instance.id, company: id }}
      typed={name}
      removalAction={deleteCompanyAction}
      afterwards={routes.companies(instance.slug)}
      messages={{
        open: t('one.removeCompany'),
        openNamed: t('one.removeCompany'),
        title: t('one.removeCompanyTitle', { name }),
        text: t('one.removeCompanyText', { count: connections.length + unreadableConnections }),
        confirm: t('one.confirmRemoveCompany', { name }),
        working: t('one.working'),
        checkAgain: t('one.checkAgain'),
        cancel: t('one.cancel'),
        lost: t('one.lost'),
        place: t('one.instance', { instance: await instanceLabel(instance) }),
        typeToConfirm: t('one.typeToConfirm', { name }),
      }}
    >
      {linked > 0 && <p className="mt-2 font-semibold">{t('one.linkedLost', { count: linked })}</p>}
      {unreadableConnections > 0 && <p className="mt-2 font-semibold">{t('one.unreadableLost')}</p>}
    </Removal>
  );
}
