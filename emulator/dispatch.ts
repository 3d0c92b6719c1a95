import type { Client } from './client';
import { controlPrefix } from './emulator-app';
import { CodatError, toCodatErrorBody } from './http/codat-error';
import { findCompany } from './world/emulator-state';

export type Clients = readonly [Client, ...Client[]];

type Serve = (request: Request, bindings: object) => Response | Promise<Response>;

/** Hands each request to the client that it belongs to. */
export function dispatch(clients: Clients): Serve {
  return (request, bindings) => {
    const { pathname, searchParams } = new URL(request.url);
    const authorization = request.headers.get('authorization') ?? undefined;
    const name = searchParams.get('client');
    if (name === null || !pathname.startsWith(`${controlPrefix}/`)) {
      return clientOf(clients, pathname, authorization).app.fetch(request, bindings);
    }
    const named = clients.find((client) => client.name === name);
    // A caller without a key isn't shown the names: the first client refuses it.
    const isStranger = !clients.some((client) => client.hasKey(authorization));
    return named || isStranger
      ? (named ?? clients[0]).app.fetch(request, bindings)
      : unknownClient(clients, name);
  };
}

/** Requests without a known key (refused ones, pictures, Plaid's and Stripe's) belong to the first client. */
function clientOf(clients: Clients, pathname: string, authorization: string | undefined): Client {
  if (pathname.startsWith(`${controlPrefix}/`)) return clients[0];
  // Link pages have no key: their company decides.
  const [, companyId] = /^\/link\/compan(?:y|ies)\/([^/]+)/.exec(pathname) ?? [];
  const found =
    companyId === undefined
      ? clients.find((client) => client.hasKey(authorization))
      : clients.find(({ store }) => findCompany(store.state, companyId) !== null);
  return found ?? clients[0];
}

function unknownClient(clients: Clients, name: string): Response {
  const names = clients.map((client) => client.name).join(', ');
  const error = new CodatError(404, `There is no client "${name}". The clients are: ${names}.`, {
    service: 'Emulator',
  });
  return Response.json(toCodatErrorBody(error), { status: error.status });
}
