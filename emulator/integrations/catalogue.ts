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

function entry(key: string, name: string, details: EntryDetails = {}): Omit<CatalogueEntry, 'sourceType'> {
  return {
    key,
    name,
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

function entriesOf(
  sourceType: SourceType,
  entries: readonly Omit<CatalogueEntry, 'sourceType'>[],
): CatalogueEntry[] {
  return entries.map((item) => ({ ...item, sourceType }));
}

const oauth = { needsCredentials: true };
const sandbox = { isTest: true };

const accounting = entriesOf('Accounting', [
  entry('trji', 'Dynamics 365 Business Central', oauth),
  entry('rqwd', 'Dynamics 365 Finance & Operations', { isBeta: true }),
  entry('qudb', 'Exact (Netherlands)', oauth),
  entry('pbbf', 'Exact (UK)', oauth),
  entry('fbrh', 'FreeAgent', oauth),
  entry('vxvy', 'FreshBooks', oauth),
  entry('pdvj', 'MYOB Business', oauth),
  entry('akxx', 'Oracle NetSuite', {
    integrationId: 'cc750323-5a47-4f28-8d8e-30fbbf2ce137',
    sourceId: '9815b998-024d-4415-a40b-89903b2cad6f',
  }),
  entry('pqsw', 'QuickBooks Desktop', { isOfflineConnector: true }),
  entry('qhyg', 'QuickBooks Online', oauth),
  entry('ndsk', 'QuickBooks Online Sandbox', { ...oauth, ...sandbox }),
  entry('jcrp', 'Sage 200 Standard', oauth),
  entry('hbql', 'Sage 50 (UK)', { isOfflineConnector: true }),
  entry('tgff', 'Sage Accounting', oauth),
  entry('knfz', 'Sage Intacct', oauth),
  entry('mqjo', 'Sandbox', sandbox),
  entry('pbtz', 'Wave', oauth),
  entry('rvam', 'Workday', { isBeta: true }),
  entry('gbol', 'Xero', {
    ...oauth,
    integrationId: '0f20c943-12d0-4800-9f6c-d218f62d494c',
    sourceId: '8a156a5a-39cb-4f9d-856e-76ef9b9a9607',
  }),
  entry('rwuv', 'Zoho Books', oauth),
]);

const banking = entriesOf('Banking', [
  entry('suuo', 'Plaid', {
    ...oauth,
    integrationId: '580146ed-7556-4f92-8bf9-7344667763ec',
    sourceId: '46ee0089-dc88-405a-9667-9fb3d9976f19',
  }),
  entry('upvr', 'TrueLayer', { ...oauth, platformName: 'TrueLayer Open Banking' }),
  entry('qhnd', 'Banking Sandbox', sandbox),
]);

const stripeSourceId = '9a96f326-226a-4e0f-923a-6758fdba40cc';

const commerce = entriesOf('Commerce', [
  entry('qkdj', 'Amazon Seller Central', oauth),
  entry('vqzp', 'BigCommerce'),
  entry('fqly', 'Clover', oauth),
  entry('aiwb', 'Commerce Sandbox', sandbox),
  entry('ldgh', 'Lightspeed K', oauth),
  entry('lrhd', 'Lightspeed K Sandbox', { ...oauth, ...sandbox }),
  entry('ltes', 'Lightspeed K Trial', { ...oauth, ...sandbox }),
  entry('lqai', 'Partner Commerce'),
  entry('fztf', 'Shopify'),
  entry('zsth', 'Square', oauth),
  entry('xcwv', 'Square Sandbox', { ...oauth, ...sandbox }),
  entry('exgd', 'Stripe', {
    ...oauth,
    integrationId: '43b64770-a953-46d6-ab30-46c21094a276',
    sourceId: stripeSourceId,
  }),
  entry('yzth', 'Stripe Test', { ...oauth, ...sandbox, sourceId: stripeSourceId }),
  entry('ltpp', 'WooCommerce', {
    integrationId: '8cbe957a-8337-463b-9353-2186c372e083',
    sourceId: '1feb821a-cb05-4375-9b53-cd6367e9fb60',
  }),
  entry('ugxp', 'Zettle', oauth),
]);

const bankFeeds = entriesOf('BankFeed', [
  entry('hcws', 'QuickBooks Online Bank Feeds', {
    integrationId: '6b113e06-e818-45d7-977b-8e6bb3d01269',
    sourceId: '56e6575a-3f1f-4918-b009-f7535555f0d6',
  }),
  entry('olpr', 'Sage Bank Feeds', {
    integrationId: '2ce41026-589a-4330-8bfc-a30672253cd9',
    sourceId: '98432954-a4fa-4640-a685-3af56909002a',
    platformName: 'SageBankFeed',
  }),
]);

const other = entriesOf('Other', [entry('zpqy', 'Bank statement upload')]);

/** No longer offered and in no list, but old connections still name them. */
const retired = entriesOf('Commerce', [
  entry('dxfw', 'Mollie', oauth),
  entry('gvom', 'PayPal', oauth),
  entry('pshf', 'SumUp', oauth),
]);

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
