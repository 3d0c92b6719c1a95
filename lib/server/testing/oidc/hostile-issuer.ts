import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

// An issuer of OpenID Connect on loopback that is right by default, down to PKCE and codes that work once. A test varies
// each of its answers. A real provider could not be brought to lie.

type Json = Readonly<Record<string, unknown>>;

export type IssuerLies = {
  /** Over the right values; `undefined` leaves one out. */
  claims?: Json;
  header?: Json;
  discovery?: Json;
  userinfo?: Json | null;
  /** Over the parameters that the browser brings back. */
  returned?: Readonly<Record<string, string | undefined>>;
  signedBy?: 'own' | 'foreign' | 'secret' | 'public' | 'none';
  /** The paths that never answer. */
  silent?: readonly string[];
  /** The path that redirects to another address. */
  redirect?: string;
  /** The paths that send without an end: as fast as it goes, packed, or a byte at a time. */
  endless?: Readonly<Record<string, 'fast' | 'packed' | 'slow'>>;
  /** The paths that fail. */
  failing?: readonly string[];
  /** Pads the discovery document to more than this. */
  discoveryBytes?: number;
};

export type HostileIssuer = {
  readonly url: string;
  lies: IssuerLies;
  /** The paths that were asked for since the last reset. */
  readonly asked: string[];
  /** Does what a browser would with the address of a sign-in: returns the query that leads back. */
  authorize(location: string): string;
  reset(): void;
  close(): Promise<void>;
};

export const client = { id: 'switchboard', secret: 'a client secret of the tests' } as const;
export const person = {
  sub: 'ada-at-the-issuer',
  email: 'ada@lender.example',
  email_verified: true,
  name: 'Ada Lovelace',
  groups: ['staff', 'analysts'],
} as const;

const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [own, foreign] = [makeKey(), makeKey()];
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function oidcSettings(issuer: string) {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_GROUP_ROLES: 'admins=Administrator,developers=Developer,analysts=Analyst',
    OIDC_NAME: 'Lender SSO',
    OIDC_TIMEOUT_MS: '1000',
  };
}

export async function startHostileIssuer(): Promise<HostileIssuer> {
  const codes = new Map<string, URLSearchParams>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://issuer');
    let body = '';
    for await (const part of request) body += part;
    issuer.asked.push(pathname);
    const { silent = [], redirect } = issuer.lies;
    if (silent.includes(pathname)) return;
    if (redirect === pathname) {
      response.writeHead(302, { location: `${issuer.url}/elsewhere` }).end();
      return;
    }
    const { endless = {}, failing = [] } = issuer.lies;
    const way = endless[pathname];
    const answer = failing.includes(pathname) ? fail : way ? pour(way) : answers[pathname];
    if (answer) answer(response, new URLSearchParams(body));
    else response.writeHead(404).end();
  });
  const issuer = {
    url: '',
    lies: {} as IssuerLies,
    asked: [] as string[],
    authorize(location: string) {
      const asked = new URL(location).searchParams;
      const code = randomUUID();
      codes.set(code, asked);
      const right = { code, state: asked.get('state') ?? '', iss: issuer.url };
      const entries = Object.entries({ ...right, ...issuer.lies.returned });
      return `?${new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))}`;
    },
    reset() {
      issuer.lies = {};
      issuer.asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const answers: Readonly<Record<string, (response: ServerResponse, form: URLSearchParams) => void>> = {
    '/.well-known/openid-configuration': (response) => {
      const { discovery, discoveryBytes = 0 } = issuer.lies;
      const padding = discoveryBytes > 0 ? { padding: 'x'.repeat(discoveryBytes) } : {};
      send(response, 200, {
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        userinfo_endpoint: `${issuer.url}/userinfo`,
        jwks_uri: `${issuer.url}/jwks`,
        authorization_response_iss_parameter_supported: true,
        id_token_signing_alg_values_supported: ['RS256'],
        ...discovery,
        ...padding,
      });
    },
    '/jwks': (response) =>
      send(response, 200, {
        keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }],
      }),
    '/token': (response, form) => {
      const asked = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!asked || asked.get('code_challenge') !== challenge) {
        send(response, 400, { error: 'invalid_grant' });
        return;
      }
      const id_token = idToken(asked.get('nonce') ?? '');
      send(response, 200, { access_token: 'an access token', token_type: 'Bearer', id_token });
    },
    '/userinfo': (response) => send(response, 200, issuer.lies.userinfo ?? { sub: person.sub }),
  };

  function idToken(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const right = { ...person, iss: issuer.url, aud: client.id, iat: now, exp: now + 300, nonce };
    const { claims, header, signedBy = 'own' } = issuer.lies;
    const input = `${encode({ alg: 'RS256', kid: 'own', ...header })}.${encode({ ...right, ...claims })}`;
    return `${input}.${signatureOf(input, signedBy)}`;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  issuer.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return issuer;
}

function signatureOf(input: string, by: IssuerLies['signedBy']): string {
  if (by === 'none') return '';
  // The key of everyone taken for a secret: what a verifier accepts that asks the token for its algorithm.
  if (by === 'public') {
    const pem = own.publicKey.export({ format: 'pem', type: 'spki' });
    return createHmac('sha256', pem).update(input).digest('base64url');
  }
  if (by === 'secret') return createHmac('sha256', client.secret).update(input).digest('base64url');
  const key: KeyObject = by === 'foreign' ? foreign.privateKey : own.privateKey;
  return sign('RSA-SHA256', Buffer.from(input), key).toString('base64url');
}

const fail = (response: ServerResponse) => void response.writeHead(503).end();

function pour(way: 'fast' | 'packed' | 'slow') {
  return (response: ServerResponse) => {
    const headers = { 'content-type': 'application/json' };
    response.writeHead(200, way === 'packed' ? { ...headers, 'content-encoding': 'gzip' } : headers);
    const source = Readable.from(endlessSpaces(way === 'slow' ? 1 : 65_536, way === 'slow' ? 20 : 0));
    const streams = way === 'packed' ? [source, createGzip(), response] : [source, response];
    // The other side hangs up, which is what is tested.
    pipeline(streams, () => {});
  };
}

async function* endlessSpaces(bytes: number, pauseMs: number): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.alloc(bytes, ' ');
    await setTimeout(pauseMs);
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
