import type { ShownEnvironment } from './define-integration';
import type { Words } from './locale';
import type { SetUpState } from './views';

// Announcements of providers and of Codat, with the day from which each applies and where it is published. A notice
// shows only on the tile and on the settings page of an integration that it affects.

/** All that is stated here has to be so. */
export type Affected = {
  readonly setUp?: 'needed' | 'done';
  readonly environment?: ShownEnvironment;
  readonly enabled?: true;
  /** Codat holds a value for this field, by Switchboard's name of it. */
  readonly holds?: string;
};

export type ProviderNotice = {
  readonly id: string;
  /** The keys of integrations. One that Codat has removed may have no definition here any more. */
  readonly keys: readonly string[];
  /** A day, or the year where no more than that is known. */
  readonly since: string;
  readonly affected: Affected;
  readonly title: Words;
  readonly text: Words;
  readonly source: `https://${string}`;
};

export const plaidDevelopment: ProviderNotice = {
  id: 'plaid-development',
  keys: ['suuo'],
  since: '2024-06-20',
  affected: { environment: 'development' },
  title: {
    en: 'Plaid retired Development in June 2024; Codat still lists it',
    fr: 'Plaid a retiré Development en juin 2024\u00a0; Codat le propose toujours',
  },
  text: {
    en: 'Its connections were removed, and no new ones can be made. Use Sandbox for tests and Production for live data.',
    fr: 'Ses connexions ont été supprimées et aucune ne peut être créée. Utilisez Sandbox pour les tests et Production pour les données réelles.',
  },
  source: 'https://plaid.com/docs/quickstart/glossary/',
};

const stripeConnect: ProviderNotice = {
  id: 'stripe-connect',
  keys: ['exgd', 'yzth'],
  since: '2024',
  affected: { setUp: 'needed' },
  title: { en: 'Action required: Stripe Connect', fr: 'Action requise\u00a0: Stripe Connect' },
  text: {
    en: 'This integration now uses Stripe Connect instead of Stripe extensions. Enter your Connect credentials before you link more merchants; existing connections were to keep working until 2024.',
    fr: 'Cette intégration utilise désormais Stripe Connect au lieu des extensions Stripe. Saisissez vos identifiants Connect avant de lier d’autres marchands\u00a0; les connexions existantes devaient fonctionner jusqu’en 2024.',
  },
  source: 'https://docs.codat.io/integrations/commerce/stripe/commerce-stripe',
};

const shopifyPublicApps: ProviderNotice = {
  id: 'shopify-public-apps',
  keys: ['fztf'],
  since: '2026-07-02',
  // A custom app leaves the credentials blank.
  affected: { holds: 'clientId' },
  title: {
    en: 'Codat has deprecated public apps for Shopify',
    fr: 'Codat a déclaré obsolètes les applications publiques pour Shopify',
  },
  text: {
    en: 'This integration holds the credentials of a public app. Connect your merchants with custom apps, which leave the three fields blank.',
    fr: 'Cette intégration contient les identifiants d’une application publique. Connectez vos marchands avec des applications personnalisées, qui laissent les trois champs vides.',
  },
  source: 'https://docs.codat.io/integrations/commerce/shopify/commerce-shopify',
};

const removed = {
  affected: { enabled: true },
  title: {
    en: 'Codat has removed this integration',
    fr: 'Codat a retiré cette intégration',
  },
  text: {
    en: 'Your customers can’t connect with it any more, and its data is no longer read. Disable it, so that nobody looks for it in vain.',
    fr: 'Vos clients ne peuvent plus s’y connecter et ses données ne sont plus lues. Désactivez-la, pour que personne ne la cherche en vain.',
  },
  source: 'https://docs.codat.io/updates/251003-deprecation-of-integrations',
} as const;

/** Mollie and Mollie Test, PayPal, PrestaShop, Basiq, Maxio. */
const removedIn2025: ProviderNotice = {
  ...removed,
  id: 'removed-2025',
  keys: ['dxfw', 'dlqr', 'gvom', 'zgbz', 'dfxm', 'rkgp'],
  since: '2025-10-31',
};

/** Lightspeed K with its Sandbox and Trial, SumUp, Chargebee, Recurly, KashFlow, Clear Books, Pandle. */
const removedIn2026: ProviderNotice = {
  ...removed,
  id: 'removed-2026',
  keys: ['ldgh', 'lrhd', 'ltes', 'pshf', 'xwsy', 'lhcb', 'wvzu', 'jhch', 'vjms'],
  since: '2026-01-10',
};

export const providerNotices: readonly ProviderNotice[] = [
  plaidDevelopment,
  stripeConnect,
  shopifyPublicApps,
  removedIn2025,
  removedIn2026,
];

export type NoticeSubject = {
  readonly key: string;
  readonly enabled: boolean;
  readonly setUp: SetUpState;
  readonly environment: ShownEnvironment | null;
  /** Names of the fields that Codat holds a value for; null where that can't be read. */
  readonly holds: readonly string[] | null;
};

export function noticesFor(subject: NoticeSubject): ProviderNotice[] {
  return providerNotices.filter(
    ({ keys, affected }) => keys.includes(subject.key) && isAffected(affected, subject),
  );
}

function isAffected({ setUp, environment, enabled, holds }: Affected, subject: NoticeSubject): boolean {
  return (
    (setUp === undefined || setUp === subject.setUp) &&
    (environment === undefined || environment === subject.environment) &&
    (enabled === undefined || subject.enabled) &&
    (holds === undefined || subject.holds?.includes(holds) === true)
  );
}
