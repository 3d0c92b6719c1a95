import { type CompanyStatus, isConnectionStatus } from '@/lib/companies/company-status';

const looks: Readonly<Record<CompanyStatus, string>> = {
  linked: 'bg-positive-soft text-positive',
  deauthorized: 'bg-caution-soft text-caution',
  partial: 'bg-accent-soft text-accent',
  unlinked: 'bg-env-sandbox-soft text-env-sandbox',
  pending: 'border border-line-strong text-ink-2',
  unknown: 'bg-caution-soft text-caution',
  'no-connections': 'border border-line text-ink-3',
};

const ofConnection = {
  Linked: 'linked',
  Deauthorized: 'deauthorized',
  Unlinked: 'unlinked',
  PendingAuth: 'pending',
} as const;

type Props = { readonly status: CompanyStatus; readonly label: string };

export function StatusPill({ status, label }: Props) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-[0.8125rem] font-medium whitespace-nowrap ${looks[status]}`}
    >
      {status === 'deauthorized' && (
        <span aria-hidden="true" className="font-bold">
          !
        </span>
      )}
      {label}
    </span>
  );
}

/** The look of one connection's status; one that is new to us looks like nothing in particular. */
export function lookOf(status: string): CompanyStatus {
  return isConnectionStatus(status) ? ofConnection[status] : 'pending';
}
