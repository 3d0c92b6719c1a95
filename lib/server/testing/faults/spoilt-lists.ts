import { callCodat } from '../call-codat';
import type { Installation } from '../installation';
import { plaid } from '../settings-fixtures';

// Faults in Codat's list of companies, in the order in which all companies are read.

type Spoil = { readonly at: string; readonly value?: unknown };
type Listed = {
  readonly dataConnections: readonly { readonly integrationKey: string; readonly status: string }[];
};

/** Faults in one company of the list, given its place. */
export const spoiltCompanies: readonly (readonly [string, (place: string) => Spoil])[] = [
  ['connections with the status null', (place) => ({ at: `${place}.dataConnections.*.status`, value: null })],
  [
    'connections with a number for a status',
    (place) => ({ at: `${place}.dataConnections.*.status`, value: 7 }),
  ],
  ['connections with an empty status', (place) => ({ at: `${place}.dataConnections.*.status`, value: '' })],
  ['connections without a status', (place) => ({ at: `${place}.dataConnections.*.status` })],
  ['connections without an id', (place) => ({ at: `${place}.dataConnections.*.id` })],
  ['connections that are text', (place) => ({ at: `${place}.dataConnections.*`, value: 'Linked' })],
  ['connections that are null', (place) => ({ at: `${place}.dataConnections.*`, value: null })],
  ['no list of connections', (place) => ({ at: `${place}.dataConnections` })],
  ['null for connections', (place) => ({ at: `${place}.dataConnections`, value: null })],
  ['an object for connections', (place) => ({ at: `${place}.dataConnections`, value: { length: 0 } })],
  ['companies without an id', (place) => ({ at: `${place}.id` })],
  ['companies that are text', (place) => ({ at: place, value: 'a company' })],
];

export const absurdTotals: readonly (readonly [string, Spoil])[] = [
  ['missing', { at: 'totalResults' }],
  ...[null, 'many', -1, 0.5, 9, 59, 61, 100_000, 2_000_000, 4e12].map((value): [string, Spoil] => [
    String(value),
    { at: 'totalResults', value },
  ]),
];

/** Makes Codat's list of companies wrong until faults are cleared. */
export async function spoilCompanies(portal: Installation, spoil: readonly Spoil[]): Promise<void> {
  await portal.codat.faults([{ method: 'GET', path: '/companies', times: 1_000, spoil: [...spoil] }]);
}

/** The places of the companies that are linked with Plaid. */
export async function placesOfLinked(portal: Installation): Promise<string[]> {
  const path = '/companies?pageSize=2000&orderBy=created';
  const { results }: { readonly results: readonly Listed[] } = await callCodat(portal, {
    method: 'GET',
    path,
  });
  return results.flatMap(({ dataConnections }, index) =>
    dataConnections.some(({ integrationKey, status }) => integrationKey === plaid && status === 'Linked')
      ? [`results.${index}`]
      : [],
  );
}
