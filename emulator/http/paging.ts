import type { Context } from 'hono';
import { CodatError } from './codat-error';
import { type ListFields, orderItems, toPredicate } from './list-fields';
import { parseQuery } from './query-language';

const maxPageSize = 5000;
const defaultPageSize = 100;

type HalReference = { href: string };

export type CodatPage<Item> = {
  results: Item[];
  pageNumber: number;
  pageSize: number;
  totalResults: number;
  _links: { self: HalReference; current: HalReference; next?: HalReference; previous?: HalReference };
};

/** Filters, orders and cuts a list as the request's `query`, `orderBy`, `page` and `pageSize` ask. */
export function toPage<Item>(c: Context, items: Item[], fields: ListFields): CodatPage<Item> {
  const page = readWholeNumber(c, 'page', { fallback: 1, max: Number.MAX_SAFE_INTEGER });
  const pageSize = readWholeNumber(c, 'pageSize', { fallback: defaultPageSize, max: maxPageSize });
  const query = c.req.query('query');
  const orderBy = c.req.query('orderBy');

  const matching = query ? items.filter(toPredicate(parseQuery(query), fields)) : items;
  const ordered = orderBy ? orderItems(matching, orderBy, fields) : matching;
  const start = (page - 1) * pageSize;
  const hrefOf = (number: number): HalReference => ({ href: pageHref(c, number, pageSize) });

  return {
    results: ordered.slice(start, start + pageSize),
    pageNumber: page,
    pageSize,
    totalResults: ordered.length,
    _links: {
      self: { href: c.req.path },
      current: hrefOf(page),
      ...(start + pageSize < ordered.length && { next: hrefOf(page + 1) }),
      ...(page > 1 && { previous: hrefOf(page - 1) }),
    },
  };
}

function pageHref(c: Context, page: number, pageSize: number): string {
  const parameters = new URLSearchParams(c.req.query());
  parameters.delete('page');
  parameters.delete('pageSize');
  const filters = parameters.size > 0 ? `&${parameters}` : '';
  return `${c.req.path}?page=${page}&pageSize=${pageSize}${filters}`;
}

function readWholeNumber(
  c: Context,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const text = c.req.query(name);
  if (text === undefined) return fallback;
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < 1 || number > max) {
    throw new CodatError(400, `Error processing request - ${name} must be a whole number from 1 to ${max}.`);
  }
  return number;
}
