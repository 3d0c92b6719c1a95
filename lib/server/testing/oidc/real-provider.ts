import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AccountClaims, type Configuration, Provider } from 'oidc-provider';
import { client } from './hostile-issuer';

// A real provider of OpenID Connect on loopback, in the process of the tests. Its sign-in page takes any login that has
// claims, without a password: whether it asks for one is not Switchboard's concern.

export type RealProvider = {
  readonly url: string;
  /** Their claims by login, which is the subject. */
  readonly people: Map<string, Omit<AccountClaims, 'sub'>>;
  close(): Promise<void>;
};

/** The port of the portal is known later than this, and nothing else of the address may differ. */
const callback = /^http:\/\/localhost:\d+\/api\/sign-in\/oidc\/callback$/;

export async function startRealProvider(): Promise<RealProvider> {
  const people: RealProvider['people'] = new Map();
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => {};
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const provider = new Provider(url, configure(people));
  provider.Client.prototype.redirectUriAllowed = (uri: string) => callback.test(uri);
  const answer = provider.callback();
  handle = (request, response) =>
    request.url?.startsWith('/interaction/')
      ? interact(provider, request, response)
      : answer(request, response);
  return {
    url,
    people,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configure(people: RealProvider['people']): Configuration {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const hour = 3_600;
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: ['http://localhost/api/sign-in/oidc/callback'],
      },
    ],
    jwks: { keys: [{ ...(key as { kty: string }), kid: 'key', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    claims: { email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { methods: ['S256'], required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      Grant: hour,
      IdToken: hour,
      Interaction: hour,
      Session: hour,
    },
    findAccount: (_, login) => {
      const claims = people.get(login);
      return claims && { accountId: login, claims: async () => ({ sub: login, ...claims }) };
    },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}

const page = `<!doctype html><html lang="en"><title>Lender SSO</title><main><h1>Sign in to Lender SSO</h1>
<form method="post"><label>Login <input name="login"></label><button>Continue</button></form></main></html>`;

async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const accountId = new URLSearchParams(body).get('login') ?? '';
  await provider.interactionFinished(request, response, { login: { accountId } });
}

/** Does what a browser and its user do at the provider. Returns the query that leads back to Switchboard. */
export async function visitProvider(
  location: string,
  login: string,
  jar = new Map<string, string>(),
): Promise<string> {
  let [at, form]: [URL, string | null] = [new URL(location), null];
  for (let steps = 0; steps < 10; steps += 1) {
    if (callback.test(at.origin + at.pathname)) return at.search;
    const response: Response = await fetch(at, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form !== null && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form !== null && { method: 'POST', body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const next = response.headers.get('location');
    form = next === null ? `${new URLSearchParams({ login })}` : null;
    if (response.status >= 400) throw new Error(`${at}: ${response.status} ${await response.text()}`);
    if (next !== null) at = new URL(next, at);
  }
  throw new Error('the provider leads nowhere');
}
