import type { SourceType } from './catalogue';

export type DataTypeFeature = {
  // Real answers say `datatype`; only the published schema says `dataType`.
  datatype: string;
  supportedFeatures: { featureType: string; featureState: string }[];
};

const accountingDataTypes = [
  'accountTransactions',
  'balanceSheet',
  'bankAccounts',
  'bankTransactions',
  'billCreditNotes',
  'billPayments',
  'bills',
  'cashFlowStatement',
  'chartOfAccounts',
  'company',
  'creditNotes',
  'customers',
  'invoices',
  'items',
  'journalEntries',
  'payments',
  'profitAndLoss',
  'suppliers',
  'taxRates',
];

const bankingDataTypes = [
  'banking-accountBalances',
  'banking-accounts',
  'banking-transactionCategories',
  'banking-transactions',
];

const commerceDataTypes = [
  'commerce-companyInfo',
  'commerce-customers',
  'commerce-disputes',
  'commerce-locations',
  'commerce-orders',
  'commerce-paymentMethods',
  'commerce-payments',
  'commerce-products',
  'commerce-transactions',
];

function released(dataTypes: string[], featureType: string): DataTypeFeature[] {
  return dataTypes.map((datatype) => ({
    datatype,
    supportedFeatures: [{ featureType, featureState: 'Release' }],
  }));
}

const featuresBySourceType: Record<SourceType, DataTypeFeature[]> = {
  Accounting: released(accountingDataTypes, 'Get'),
  Banking: released(bankingDataTypes, 'Get'),
  BankFeed: released(['bankAccounts', 'bankTransactions'], 'Post'),
  Commerce: released(commerceDataTypes, 'Get'),
  Expense: [],
  Other: [],
  Unknown: [],
};

export function dataTypeFeaturesOf(sourceType: SourceType): DataTypeFeature[] {
  return featuresBySourceType[sourceType];
}
