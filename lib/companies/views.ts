import type { Category } from '@/lib/category';
import type { CompanyStatus } from './company-status';

// All that a browser may see of companies. Link URLs are in `CompanyLinks` and `LinkedCompany` alone. They are
// requested for one company at a time, by a user who opens a dialog, and are part of no list.

export type CompanyRow = {
  readonly id: string;
  readonly name: string;
  readonly status: CompanyStatus;
  readonly platforms: readonly string[];
  readonly createdAt: number | null;
  readonly lastSyncAt: number | null;
};

export type QuotaView = { readonly remaining: number; readonly limit: number };

export type CompaniesView = {
  readonly rows: readonly CompanyRow[];
  /** The number of matches on all pages; null if Codat says nothing usable. */
  readonly total: number | null;
  readonly page: number;
  readonly pages: number | null;
  readonly hasNext: boolean;
  /** Companies that Codat sent in a form that can't be read. */
  readonly unreadable: number;
  /** False where a company that fits the question may be missing. */
  readonly isComplete: boolean;
  readonly readAt: number;
  /** The last known state is shown, because Codat's quota is nearly used up. */
  readonly isStale: boolean;
  /** For administrators. Null for the others, and before Codat has reported it. */
  readonly quota: QuotaView | null;
  readonly mayExport: boolean;
};

export type ConnectionRow = {
  readonly id: string;
  readonly platform: string;
  readonly category: Category;
  /** The status in Codat's own spelling, which may be an unknown one. */
  readonly status: string;
  readonly createdAt: number | null;
  readonly lastSyncAt: number | null;
  readonly errors: readonly ConnectionError[];
};

export type ConnectionError = {
  readonly reason: string;
  readonly at: number | null;
  readonly resolvedAt: number | null;
};

export type CompanyView = {
  readonly id: string;
  readonly name: string;
  readonly status: CompanyStatus;
  readonly description: string | null;
  readonly createdAt: number | null;
  readonly createdBy: string | null;
  readonly lastSyncAt: number | null;
  readonly connections: readonly ConnectionRow[];
  /** Connections that Codat sent in a form that can't be read. */
  readonly unreadableConnections: number;
  readonly readAt: number;
  /** A write to this company whose outcome is not known yet. */
  readonly unsettled: boolean;
  /** True if Codat has accepted that change and does not show it yet. */
  readonly accepted: boolean;
  readonly may: { readonly removeConnections: boolean; readonly remove: boolean };
};

/** A company with the address that leads its people to Codat Link. */
export type LinkedCompany = { readonly id: string; readonly name: string; readonly linkUrl: string | null };

export type ConnectionLink = {
  readonly id: string;
  readonly platform: string;
  readonly status: string;
  readonly linkUrl: string | null;
};

export type CompanyLinks = LinkedCompany & {
  readonly groups: readonly {
    readonly category: Category;
    readonly connections: readonly ConnectionLink[];
  }[];
  /** The enabled integrations that a new connection may use. Null if they can't be read now. */
  readonly offered: readonly { readonly key: string; readonly name: string }[] | null;
};
