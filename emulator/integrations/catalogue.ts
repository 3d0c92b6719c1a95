import { deterministicGuid } from '../world/deterministic-guid';

export type SourceType = 'Accounting' | 'Banking' | 'BankFeed' | 'Commerce' | 'Expense' | 'Other' | 'Unknown';

export type CatalogueEntry = {
  key: string;
  name: string;
  sourceType: SourceType;
  integrationId: string;
  sourceId: string;
  /** The name that a connection shows, if it differs from the integration's own. */
  platformName: string;
  /** Whether customers can connect only once the client's own credentials are stored. */
  needsCredentials: boolean;
  /** A sandbox or test tile: fills with invented data only. */
  isTest: boolean;
  isOfflineConnector: boolean;
  isBeta: boolean;
};

type EntryDetails = Partial<Omit<CatalogueEntry, 'key' | 'name' | 'sourceType'>>;

function entry(
  sourceType: SourceType,
  key: string,
  name: string,
  details: EntryDetails = {},
): CatalogueEntry {
  return {
    key,
    name,
    sourceType,
    // Codat publishes these ids for a few integrations only; the others get one that never changes.
    integrationId: deterministicGuid(`integration ${key}`),
    sourceId: deterministicGuid(`source ${key}`),
    platformName: name,
    needsCredentials: false,
    isTest: false,
    isOfflineConnector: false,
    isBeta: false,
    ...details,
  };
}

const oauth = { needsCredentials: true };
const sandbox = { isTest: true };

const accounting: CatalogueEntry[] = [
  entry('Accounting', 'trji', 'Dynamics 365 Business Central', oauth),
  entry('Accounting', 'rqwd', 'Dynamics 365 Finance & Operations', { isBeta: true }),
  entry('Accounting', 'qudb', 'Exact (Netherlands)', oauth),
  entry('Accounting', 'pbbf', 'Exact (UK)', oauth),
  entry('Accounting', 'fbrh', 'FreeAgent', oauth),
  entry('Accounting', 'vxvy', 'FreshBooks', oauth),
  entry('Accounting', 'pdvj', 'MYOB Business', oauth),
  entry('Accounting', 'akxx', 'Oracle NetSuite', {
    integrationId: 'cc750323-5a47-4f28-8d8e-30fbbf2ce137',
    sourceId: '9815b998-024d-4415-a40b-89903b2cad6f',
  }),
  entry('Accounting', 'pqsw', 'QuickBooks Desktop', { isOfflineConnector: true }),
  entry('Accounting', 'qhyg', 'QuickBooks Online', oauth),
  entry('Accounting', 'ndsk', 'QuickBooks Online Sandbox', { ...oauth, ...sandbox }),
  entry('Accounting', 'jcrp', 'Sage 200 Standard', oauth),
  entry('Accounting', 'hbql', 'Sage 50 (UK)', { isOfflineConnector: true }),
  entry('Accounting', 'tgff', 'Sage Accounting', oauth),
  entry('Accounting', 'knfz', 'Sage Intacct', oauth),
  entry('Accounting', 'mqjo', 'Sandbox', sandbox),
  entry('Accounting', 'pbtz', 'Wave', oauth),
  entry('Accounting', 'rvam', 'Workday', { isBeta: true }),
  entry('Accounting', 'gbol', 'Xero', {
    ...oauth,
    integrationId: '0f20c943-12d0-4800-9f6c-d218f62d494c',
    sourceId: '8a156a5a-39cb-4f9d-856e-76ef9b9a9607',
  }),
  entry('Accounting', 'rwuv', 'Zoho Books', oauth),
];

const banking: CatalogueEntry[] = [
  entry('Banking', 'suuo', 'Plaid', {
    ...oauth,
    integrationId: '580146ed-7556-4f92-8bf9-7344667763ec',
    sourceId: '46ee0089-dc88-405a-9667-9fb3d9976f19',
  }),
  entry('Banking', 'upvr', 'TrueLayer', { ...oauth, platformName: 'TrueLayer Open Banking' }),
  entry('Banking', 'qhnd', 'Banking Sandbox', sandbox),
];

const stripeSourceId = '9a96f326-226a-4e0f-923a-6758fdba40cc';

const commerce: CatalogueEntry[] = [
  entry('Commerce', 'qkdj', 'Amazon Seller Central', oauth),
  entry('Commerce', 'vqzp', 'BigCommerce'),
  entry('Commerce', 'fqly', 'Clover', oauth),
  entry('Commerce', 'aiwb', 'Commerce Sandbox', sandbox),
  entry('Commerce', 'ldgh', 'Lightspeed K', oauth),
  entry('Commerce', 'lrhd', 'Lightspeed K Sandbox', { ...oauth, ...sandbox }),
  entry('Commerce', 'ltes', 'Lightspeed K Trial', { ...oauth, ...sandbox }),
  entry('Commerce', 'lqai', 'Partner Commerce'),
  entry('Commerce', 'fztf', 'Shopify'),
  entry('Commerce', 'zsth', 'Square', oauth),
  entry('Commerce', 'xcwv', 'Square Sandbox', { ...oauth, ...sandbox }),
  entry('Commerce', 'exgd', 'Stripe', {
    ...oauth,
    integrationId: '43b64770-a953-46d6-ab30-46c21094a276',
    sourceId: stripeSourceId,
  }),
  entry('Commerce', 'yzth', 'Stripe Test', { ...oauth, ...sandbox, sourceId: stripeSourceId }),
  entry('Commerce', 'ltpp', 'WooCommerce', {
    integrationId: '8cbe957a-8337-463b-9353-2186c372e083',
    sourceId: '1feb821a-cb05-4375-9b53-cd6367e9fb60',
  }),
  entry('Commerce', 'ugxp', 'Zettle', oauth),
];

const bankFeeds: CatalogueEntry[] = [
  entry('BankFeed', 'hcws', 'QuickBooks Online Bank Feeds', {
    integrationId: '6b113e06-e818-45d7-977b-8e6bb3d01269',
    sourceId: '56e6575a-3f1f-4918-b009-f7535555f0d6',
  }),
  entry('BankFeed', 'olpr', 'Sage Bank Feeds', {
    integrationId: '2ce41026-589a-4330-8bfc-a30672253cd9',
    sourceId: '98432954-a4fa-4640-a685-3af56909002a',
    platformName: 'SageBankFeed',
  }),
];

const other: CatalogueEntry[] = [entry('Other', 'zpqy', 'Bank statement upload')];

/** No longer offered and in no list, but old connections still name them. */
const retired: CatalogueEntry[] = [
  entry('Commerce', 'dxfw', 'Mollie', oauth),
  entry('Commerce', 'gvom', 'PayPal', oauth),
  entry('Commerce', 'pshf', 'SumUp', oauth),
];

export const catalogue: readonly CatalogueEntry[] = [
  ...accounting,
  ...banking,
  ...commerce,
  ...bankFeeds,
  ...other,
];

const offeredByKey = new Map(catalogue.map((item) => [item.key, item]));
const knownByKey = new Map([...catalogue, ...retired].map((item) => [item.key, item]));

export const plaidKey = 'suuo';

export function findIntegration(key: string): CatalogueEntry | null {
  return offeredByKey.get(key) ?? null;
}

/**
 * Also understands the word `plaid`, which Codat's guides still write where the reference asks for four letters.
 */
export function findIntegrationByAnyKey(key: string): CatalogueEntry | null {
  return findIntegration(key === 'plaid' ? plaidKey : key);
}

export function requireIntegrationOfConnection(key: string): CatalogueEntry {
  const found = knownByKey.get(key);
  if (!found) throw new Error(`A stored connection names the integration ${key}, which is in no catalogue.`);
  return found;
}
