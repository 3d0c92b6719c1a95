import { getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { Section } from '@/components/ui/section';
import { Table } from '@/components/ui/table';
import { type Role, roles } from '@/lib/access/permissions';

type Props = { readonly required: readonly Role[]; readonly roleAction: FormAction<unknown> };

/** Says for each role whether its users must have two-factor sign-in. */
export async function TwoFactorRoles({ required, roleAction }: Props) {
  const [t, names, roleNames] = await Promise.all([
    getTranslations('twoFactor.users'),
    getTranslations('twoFactor'),
    getTranslations('roles'),
  ]);
  return (
    <Section title={names('title')} lead={t('lead')}>
      <Table
        label={names('title')}
        columns={[t('role'), t('state'), t('actions')]}
        rows={roles.map((role) => {
          const isRequired = required.includes(role);
          return {
            id: role,
            cells: [
              roleNames(role),
              t(isRequired ? 'required' : 'optional'),
              <ActionForm
                key="role"
                action={roleAction}
                submit={t(isRequired ? 'stop' : 'require')}
                submitting={t('saving')}
                label={t(isRequired ? 'stopFor' : 'requireFor', { role: roleNames(role) })}
                look="secondary"
                done=""
              >
                <input type="hidden" name="role" value={role} />
                <input type="hidden" name="to" value={isRequired ? 'optional' : 'required'} />
              </ActionForm>,
            ],
          };
        })}
      />
    </Section>
  );
}
