import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { ChoiceInput } from '@/components/form/choice-input';
import { TextInput } from '@/components/form/text-input';
import { Moment } from '@/components/ui/moment';
import { Section } from '@/components/ui/section';
import { Table } from '@/components/ui/table';
import { type Role, roles } from '@/lib/access/permissions';
import { LinkForm } from './link-form';
import { loadLinkMessages } from './load-link-messages';
import type { SentLink } from './sent-link';

export type Invitation = {
  readonly id: string;
  readonly email: string;
  readonly role: Role | null;
  readonly expiresAt: number;
  readonly isOver: boolean;
  readonly mail:
    | { readonly state: 'none' | 'waiting' | 'delivered' }
    | { readonly state: 'failing' | 'abandoned'; readonly reason: string };
};

type Props = {
  readonly invitations: readonly Invitation[];
  readonly inviteAction: FormAction<SentLink>;
  readonly renewAction: FormAction<SentLink>;
  readonly revokeAction: FormAction<unknown>;
};

/** The form that invites, and the invitations that were not accepted yet. */
export async function Invitations({ invitations, inviteAction, renewAction, revokeAction }: Props) {
  const [t, roleNames, locale, messages] = await Promise.all([
    getTranslations('users'),
    getTranslations('roles'),
    getLocale(),
    loadLinkMessages(),
  ]);
  const rows = invitations.map(({ id, email, role, expiresAt, isOver, mail }) => ({
    id,
    cells: [
      email,
      role ? roleNames(role) : '',
      isOver ? t('expired') : <Moment key="until" at={expiresAt} locale={locale} />,
      t(`mail.${mail.state}`, { reason: 'reason' in mail ? mail.reason : '' }),
      <div key="actions" className="flex flex-wrap gap-2">
        <LinkForm
          action={renewAction}
          submit={t('resend')}
          submitting={t('resending')}
          label={t('resendFor', { email })}
          look="secondary"
          messages={messages}
        >
          <input type="hidden" name="id" value={id} />
        </LinkForm>
        <ActionForm
          action={revokeAction}
          submit={t('revoke')}
          submitting={t('revoking')}
          label={t('revokeFor', { email })}
          look="secondary"
          done=""
        >
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      </div>,
    ],
  }));
  return (
    <>
      <Section title={t('invite')} lead={t('inviteLead')}>
        <LinkForm
          action={inviteAction}
          submit={t('inviteSubmit')}
          submitting={t('inviting')}
          messages={messages}
        >
          <TextInput
            name="email"
            type="email"
            label={t('email')}
            maxLength={254}
            required
            autoComplete="off"
          />
          <ChoiceInput
            name="role"
            label={t('role')}
            defaultValue="Analyst"
            choices={roles.map((value) => ({ value, label: roleNames(value) }))}
          />
        </LinkForm>
      </Section>
      <Section title={t('invitations')}>
        {rows.length === 0 ? (
          <p className="text-ink-2">{t('noInvitations')}</p>
        ) : (
          <Table
            label={t('invitations')}
            columns={[t('email'), t('role'), t('expires'), t('mailColumn'), t('actions')]}
            rows={rows}
          />
        )}
      </Section>
    </>
  );
}
