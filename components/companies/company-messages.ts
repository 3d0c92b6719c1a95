import type { CopyMessages } from '@/components/ui/copy/copy-messages';
import type { Category } from '@/lib/category';
import type { ConnectionStatus } from '@/lib/companies/company-status';

// The words of the dialogs about companies, put together on the server, so that the browser loads no dictionary.

export const newCompanyKeys = [
  'open',
  'title',
  'name',
  'drops',
  'empty',
  'bare',
  'required',
  'add',
  'adding',
  'cancel',
  'done',
  'created',
  'linkText',
  'noLink',
  'openCompany',
  'unknown',
  'checkAgain',
  'checking',
  'lost',
] as const;

export const linkKeys = [
  'open',
  'openNamed',
  'title',
  'loading',
  'company',
  'companyText',
  'warning',
  'noConnections',
  'noLink',
  'broken',
  'reauthorize',
  'reauthorizeNamed',
  'reauthorizeText',
  'createTitle',
  'integration',
  'choose',
  'create',
  'creating',
  'created',
  'noOffer',
  'unreadableOffer',
  'close',
  'retry',
  'unanswered',
  'checkAgain',
  'lost',
] as const;

type Messages<Keys extends readonly string[]> = Readonly<Record<Keys[number], string>>;

export type CompanyMessages = {
  readonly copy: CopyMessages & { readonly named: string };
  readonly categories: Readonly<Record<Category, string>>;
  readonly connectionStatuses: Readonly<Record<ConnectionStatus, string>>;
  readonly new: Messages<typeof newCompanyKeys> & { readonly hint: string };
  readonly links: Messages<typeof linkKeys>;
};
