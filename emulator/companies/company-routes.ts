import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { toCreatedDate } from '../http/codat-date';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import { type ListFields, listFields, toPredicate } from '../http/list-fields';
import { toPage } from '../http/paging';
import { parseQuery } from '../http/query-language';
import { parseJsonBody } from '../http/request-body';
import { allowOnly, refuseUnknownParameters } from '../http/route-strictness';
import { type EmulatorState, findCompany, type StoredCompany } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';
import { toCodatCompany } from './company-view';

const companyFields = listFields('Company', {
  id: 'string',
  name: 'string',
  description: 'string',
  redirect: 'string',
  lastSync: 'date',
  created: 'date',
  createdByUserName: 'string',
  'dataConnections.id': 'string',
  'dataConnections.integrationId': 'string',
  'dataConnections.integrationKey': 'string',
  'dataConnections.sourceId': 'string',
  'dataConnections.sourceType': 'string',
  'dataConnections.platformName': 'string',
  'dataConnections.linkUrl': 'string',
  'dataConnections.status': 'string',
  'dataConnections.lastSync': 'date',
  'dataConnections.created': 'date',
});

/** Any tag may be asked for; one that a company does not have is simply not there. */
const tagFields: ListFields = { resource: 'Tags', definitionOf: () => 'string' };

// Other characters are taken away rather than refused.
const companyName = z
  .string()
  .transform((name) => name.replace(/[^A-Za-z0-9 \-'&@.,?!]/g, '').trim())
  .pipe(z.string().min(1, 'The name has no letter or digit that may be kept'));

const tags = z
  .record(z.string().min(1).max(27), z.string().max(100))
  .refine((value) => Object.keys(value).length <= 10, 'At most 10 tags');

const companyBody = z.strictObject({
  name: companyName,
  description: z.string().exactOptional(),
  tags: tags.exactOptional(),
});

const companyUpdate = z.strictObject({
  name: companyName.exactOptional(),
  description: z.string().exactOptional(),
  tags: tags.exactOptional(),
});

export function companyRoutes(store: StateStore, origin: () => string): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();

  routes.get('/', (c) => {
    refuseUnknownParameters(c, 'page', 'pageSize', 'query', 'orderBy', 'tags');
    const all = Object.values(c.var.state.companies);
    const tagQuery = c.req.query('tags');
    const tagged = tagQuery ? all.filter(hasTags(tagQuery)) : all;
    const companies = tagged.map((company) => toCodatCompany(company, origin()));
    return c.json(toPage(c, companies, companyFields));
  });

  routes.post('/', async (c) => {
    const body = await parseJsonBody(c, companyBody);
    const company: StoredCompany = {
      id: randomUUID(),
      created: toCreatedDate(new Date()),
      products: [],
      connections: [],
      tags: {},
      ...body,
    };
    store.change((state) => {
      state.companies[company.id] = company;
    });
    return c.json(toCodatCompany(company, origin()));
  });
  routes.all('/', allowOnly('GET', 'POST'));

  routes.get('/:companyId', (c) => c.json(toCodatCompany(requireCompany(c, c.var.state), origin())));

  routes.put('/:companyId', async (c) => {
    const { name, description, tags: newTags = {} } = await parseJsonBody(c, companyBody);
    const company = requireCompany(c, store.state);
    store.change(() => {
      company.name = name;
      company.tags = newTags;
      if (description === undefined) delete company.description;
      else company.description = description;
    });
    return c.json(toCodatCompany(company, origin()));
  });

  routes.patch('/:companyId', async (c) => {
    const changes = await parseJsonBody(c, companyUpdate);
    const company = requireCompany(c, store.state);
    store.change(() => Object.assign(company, changes));
    return c.json(toCodatCompany(company, origin()));
  });

  routes.delete('/:companyId', (c) => {
    const { id } = requireCompany(c, store.state);
    store.change((state) => {
      delete state.companies[id];
    });
    return c.body(null, 204);
  });
  routes.all('/:companyId', allowOnly('GET', 'PUT', 'PATCH', 'DELETE'));

  return routes;
}

export function requireCompany(c: Context, state: EmulatorState): StoredCompany {
  const companyId = c.req.param('companyId') ?? '';
  const company = findCompany(state, companyId);
  if (company) return company;
  throw new CodatError(404, `No company was found with ID ${companyId}`, { service: 'ClientsApi' });
}

function hasTags(query: string): (company: StoredCompany) => boolean {
  const matches = toPredicate(parseQuery(query), tagFields);
  return (company) => matches(company.tags);
}
