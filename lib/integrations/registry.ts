import { accountingSandbox } from './accounting/accounting-sandbox';
import { dynamics365BusinessCentral } from './accounting/dynamics-365-business-central';
import { dynamics365FinanceAndOperations } from './accounting/dynamics-365-finance-and-operations';
import { exactNetherlands, exactUk } from './accounting/exact';
import { freeAgent } from './accounting/freeagent';
import { freshBooks } from './accounting/freshbooks';
import { myobBusiness } from './accounting/myob-business';
import { quickBooksDesktop, sage50Uk } from './accounting/offline-connectors';
import { oracleNetSuite } from './accounting/oracle-netsuite';
import { quickBooksOnline, quickBooksOnlineSandbox } from './accounting/quickbooks-online';
import { sage200Standard } from './accounting/sage-200-standard';
import { sageAccounting } from './accounting/sage-accounting';
import { sageIntacct } from './accounting/sage-intacct';
import { wave } from './accounting/wave';
import { workday } from './accounting/workday';
import { xero } from './accounting/xero';
import { zohoBooks } from './accounting/zoho-books';
import { quickBooksOnlineBankFeeds } from './bankfeeds/quickbooks-online-bank-feeds';
import { sageBankFeeds } from './bankfeeds/sage-bank-feeds';
import { bankingSandbox } from './banking/banking-sandbox';
import { plaid } from './banking/plaid';
import { trueLayer } from './banking/truelayer';
import { amazonSellerCentral } from './commerce/amazon-seller-central';
import { bigCommerce } from './commerce/bigcommerce';
import { clover } from './commerce/clover';
import { commerceSandbox } from './commerce/commerce-sandbox';
import { shopify } from './commerce/shopify';
import { square, squareSandbox } from './commerce/square';
import { stripe, stripeTest } from './commerce/stripe';
import { wooCommerce } from './commerce/woocommerce';
import { zettle } from './commerce/zettle';
import type { Integration } from './define-integration';

// In the order of the tiles: by name within a category, sandboxes last. An integration that Codat knows and this list
// doesn't still gets its tile.

export const registry: readonly Integration[] = [
  plaid,
  trueLayer,
  bankingSandbox,

  amazonSellerCentral,
  bigCommerce,
  clover,
  shopify,
  square,
  stripe,
  stripeTest,
  wooCommerce,
  zettle,
  commerceSandbox,
  squareSandbox,

  dynamics365BusinessCentral,
  dynamics365FinanceAndOperations,
  exactNetherlands,
  exactUk,
  freeAgent,
  freshBooks,
  myobBusiness,
  oracleNetSuite,
  quickBooksDesktop,
  quickBooksOnline,
  sage200Standard,
  sage50Uk,
  sageAccounting,
  sageIntacct,
  wave,
  workday,
  xero,
  zohoBooks,
  quickBooksOnlineSandbox,
  accountingSandbox,

  quickBooksOnlineBankFeeds,
  sageBankFeeds,
];

const byKey = new Map(registry.map((integration) => [integration.key, integration]));

export function findIntegration(key: string): Integration | null {
  return byKey.get(key) ?? null;
}
