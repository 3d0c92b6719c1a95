import type { Route } from 'next';
import type { Permission } from './access/permissions';
import { type ActivityQuery, fromActivityQuery } from './activity/activity-query';
import { type Category, categories } from './category';
import { type CompanyQuery, fromCompanyQuery } from './companies/company-question';
import type { OidcRefusal } from './users/oidc-refusal';

// Every address of the app is written here and nowhere else.

export const tileFilters = ['all', 'enabled', 'needs-set-up'] as const;
export type TileFilter = (typeof tileFilters)[number];

export type TileSearch = { readonly search?: string | undefined; readonly show?: TileFilter | undefined };

export const reconnectFilters = ['all', 'missing', 'back'] as const;
export type ReconnectFilter = (typeof reconnectFilters)[number];

export type ReconnectPlace = {
  readonly instance: string;
  readonly category: Category;
  readonly key: string;
  readonly change: string;
};

export type ReconnectSearch = {
  readonly search?: string | undefined;
  readonly show?: ReconnectFilter | undefined;
  /** The company that the page before ended with. */
  readonly after?: string | undefined;
};

// `Route` is Next's list of the addresses that exist; the casts say what its types can't see in a template.
/** Addresses that scripts of pages need. Each script holds the whole object, so the other addresses stand apart. */
export const scriptRoutes = {
  integration: (instance: string, category: Category, key: string): Route =>
    `/${instance}/settings/integrations/${category}/manage/${encodeURIComponent(key)}` as Route,
  /** The customers that a change of settings deauthorized, and which of them are back. */
  reconnect: (
    { instance, category, key, change }: ReconnectPlace,
    { search, show, after }: ReconnectSearch = {},
  ): Route =>
    `${scriptRoutes.integration(instance, category, key)}/reconnect/${encodeURIComponent(change)}${toSearch({
      search,
      show: show === 'all' ? undefined : show,
      after,
    })}` as Route,
  company: (instance: string, company: string): Route =>
    `/${instance}/companies/${encodeURIComponent(company)}` as Route,
  instances: (): Route => '/settings/instances',
  /** Its form, for an Administrator. */
  instance: (instance: string): Route => `/settings/instances/${instance}` as Route,
  credentialTest: (): string => '/api/credential-test',
};

// A bundler keeps a spread that is unused, and drops a call marked as pure.
export const routes = /* @__PURE__ */ Object.assign({}, scriptRoutes, {
  home: (): Route => '/',
  signIn: (next?: Route | null): Route =>
    (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in') as Route,
  /** After a password was chosen by a link, so that the page says so. */
  signInWithNewPassword: (): Route => '/sign-in?password=new' as Route,
  tiles: (instance: string, category: Category, search: TileSearch = {}): Route =>
    `/${instance}/settings/integrations/${category}${toSearch({
      search: search.search,
      show: search.show === 'all' ? undefined : search.show,
    })}` as Route,
  companies: (instance: string, query: Partial<CompanyQuery> = {}): Route =>
    `/${instance}/companies${toSearch(fromCompanyQuery(query))}` as Route,
  /** The same for a browser without scripts, in which nothing that streams would ever be put in its place. */
  companiesAtOnce: (instance: string, query: Partial<CompanyQuery>): Route =>
    `/${instance}/companies${toSearch({ ...fromCompanyQuery(query), plain: '1' })}` as Route,
  /** Takes a POST alone: what leaves is recorded. */
  companyExport: (instance: string): string => `/${instance}/companies/export`,
  /** Without an instance, the activity of the whole installation. */
  activity: (instance: string | null, query: Partial<ActivityQuery> = {}): Route =>
    `${underInstance(instance)}/settings/activity${toSearch(fromActivityQuery(query))}` as Route,
  activityEntry: (instance: string | null, seq: number): Route =>
    `${underInstance(instance)}/settings/activity/${seq}` as Route,
  /** The entry of an instance that is gone, by its id: another one may have its slug. */
  removedEntry: (removed: string, seq: number): Route =>
    `/settings/activity/${seq}${toSearch({ removed })}` as Route,
  users: (): Route => '/settings/users',
  user: (id: string): Route => `/settings/users/${encodeURIComponent(id)}` as Route,
  account: (): Route => '/settings/account',
  forgottenPassword: (): Route => '/sign-in/forgotten',
  /** In the path, since a page without scripts can't read the part behind a `#`. */
  invitation: (token: string): Route => `/invitation/${token}` as Route,
  newPassword: (token: string): Route => `/new-password/${token}` as Route,
  newInstance: (): Route => '/settings/instances/new',
  instanceIcon: (icon: string): string => `/api/instance-icons/${icon}`,
  /** The address that Codat posts events to. It is no page, so it has none of Next's types. */
  webhooks: (instance: string): string => `/api/webhooks/codat/${instance}`,
});

/** The steps of a sign-in. Apart from the pages above, so that the script of no page holds them. */
export const signInRoutes = {
  /** Asks for the code after the right password. */
  secondStep: (next?: Route | null): Route =>
    `/sign-in/two-factor${next ? `?next=${encodeURIComponent(next)}` : ''}` as Route,
  /** For a user whose role asks for two-factor sign-in. */
  twoFactorSetUp: (): Route => '/sign-in/set-up',
  /** Leads to the issuer. No page, and a plain link: a form that ends at another site would break the content policy. */
  oidcSignIn: (next?: Route | null): string =>
    `/api/sign-in/oidc${next ? `?next=${encodeURIComponent(next)}` : ''}`,
  oidcCallback: (): string => '/api/sign-in/oidc/callback',
  /** The same way to the issuer, for someone who is signed in and links the account. */
  oidcLink: (): string => '/api/sign-in/oidc/link',
  oidcRefused: (reason: OidcRefusal): Route => `/sign-in?oidc=${reason}` as Route,
  accountAfterOidc: (outcome: OidcRefusal | 'found'): Route => `/settings/account?oidc=${outcome}` as Route,
  /** The end of the second window in which a user proves who they are. */
  proofResult: (outcome: OidcRefusal | 'done'): Route => `/sign-in/proof?result=${outcome}` as Route,
};

/** Exactly the addresses above, and no spelling of them that a router might take for another. */
export function isWebhookPath(pathname: string): boolean {
  return /^\/api\/webhooks\/codat\/[a-z0-9-]{1,60}$/.test(pathname);
}

/** Pages for someone who has no session: a link lets in, once. */
export function isLinkPath(pathname: string): boolean {
  return /^\/(?:invitation|new-password)\/[\w-]{1,100}$/.test(pathname);
}

/** Answered by a route handler, in which no server action can run. All other addresses are pages. */
export function isHandlerPath(pathname: string): boolean {
  return pathname.startsWith('/api/') || /^\/[^/]+\/companies\/export$/.test(pathname);
}

/** Posted to by a script of the reconnect list; answers bit by bit. */
export const reconnectExport = '/api/reconnect/export';

/** Takes a POST of a plain form: what leaves is recorded. */
export const activityExport = '/api/activity/export';

/** Posted to by scripts of our pages; each answers bit by bit. */
export const reviews = {
  save: '/api/reviews/save',
  restore: '/api/reviews/restore',
  deletion: '/api/reviews/deletion',
  disabling: '/api/reviews/disabling',
  companies: '/api/reviews/companies',
} as const;

/** Posted to by the dialog that asks for a fresh sign-in. */
export const freshSignIn = {
  question: '/api/fresh-sign-in/question',
  password: '/api/fresh-sign-in/password',
  /** Leads to the issuer, in a second window. */
  issuer: '/api/sign-in/oidc/proof',
} as const;

type Elsewhere = `https://${string}`;

/** The same page in the Codat Portal, for what only the Portal can do. */
export const portal = {
  tiles: (category: Category): Elsewhere => `https://app.codat.io/settings/integrations/${category}`,
  integration: (category: Category, key: string, name: string): Elsewhere =>
    `https://app.codat.io/settings/integrations/${category}/manage/${encodeURIComponent(key)}?integrationName=${encodeURIComponent(name)}`,
  users: (): Elsewhere => 'https://app.codat.io/settings/users',
};

/** Remembers the instance last looked at, for addresses that name none. */
export const lastInstanceCookie = 'switchboard.instance';

/** The pages that may follow a sign-in, and what a role needs to open each. A test compares them with the pages of the app. */
const neededFor = {
  '/': 'portal:enter',
  '/settings': 'portal:enter',
  '/settings/activity': 'activity:read-all',
  '/settings/activity/[entry]': 'activity:read-all',
  '/settings/instances': 'instances:manage',
  '/settings/instances/[instance]': 'instances:manage',
  '/settings/instances/new': 'instances:manage',
  '/settings/integrations': 'portal:enter',
  '/settings/integrations/[category]': 'integrations:read',
  '/settings/integrations/[category]/manage/[key]': 'integrations:read',
  '/settings/account': 'portal:enter',
  '/settings/users': 'users:manage',
  '/settings/users/[user]': 'users:manage',
  '/[instance]/companies': 'companies:read',
  '/[instance]/companies/[company]': 'companies:read',
  '/[instance]/settings/activity': 'activity:read',
  '/[instance]/settings/activity/[entry]': 'activity:read',
  '/[instance]/settings/integrations': 'integrations:read',
  '/[instance]/settings/integrations/[category]': 'integrations:read',
  '/[instance]/settings/integrations/[category]/manage/[key]': 'integrations:read',
  '/[instance]/settings/integrations/[category]/manage/[key]/reconnect/[change]': 'integrations:read',
} as const satisfies Record<string, Permission>;

export const pages = /* @__PURE__ */ Object.keys(neededFor) as (keyof typeof neededFor)[];

/** Visible ASCII without a backslash and `#`: what a browser sends of an address, and nothing that it would repair. */
const sentByBrowser = /^\/[!"$-[\]-~]*$/;
/** A slash, a backslash or a control character, encoded. */
const disguised = /%(?:2f|5c|[01][\da-f]|7f)/i;

/**
 * Returns the path if it leads to a page of this site, else null. The router of the browser resolves it again after the
 * server: `/.//evil.example` is another site by then. A path that resolves to itself stays the same however often.
 */
export function safeNext(next: unknown): Route | null {
  if (typeof next !== 'string' || !sentByBrowser.test(next) || /%00/.test(next)) return null;
  if (resolve(next) !== next) return null;
  const [pathname = ''] = next.split('?', 1);
  if (disguised.test(pathname) || !isDecodable(pathname)) return null;
  return findPage(next) ? (next as Route) : null;
}

/** Returns the page that was asked for if the role may open it, else the one that every sign-in leads to. */
export function pageAfterSignIn(next: unknown, may: (permission: Permission) => boolean): Route {
  const wanted = safeNext(next);
  const page = wanted && findPage(wanted);
  return page && may(neededFor[page]) ? wanted : routes.home();
}

function findPage(address: string) {
  const [pathname = ''] = address.split('?', 1);
  return pages.find((page) => toPattern(page).test(pathname));
}

/** False for a path whose escapes stand for no text, which makes the framework fail instead of answer. */
export function isDecodable(pathname: string): boolean {
  try {
    return !decodeURIComponent(pathname).includes('\0');
  } catch {
    return false;
  }
}

function toPattern(page: string): RegExp {
  const segments = page
    .replace('[instance]', '[a-z0-9-]{1,60}')
    .replace('[category]', `(?:${categories.join('|')})`)
    .replaceAll(/\[(?:key|company|change|user)\]/g, '[^/]+')
    .replace('[entry]', '\\d{1,15}');
  return new RegExp(`^${segments}$`);
}

function resolve(path: string): string {
  const anySite = 'https://switchboard.invalid';
  if (!URL.canParse(path, anySite)) return '';
  const { pathname, search } = new URL(path, anySite);
  return pathname + search;
}

function underInstance(instance: string | null): string {
  return instance === null ? '' : `/${instance}`;
}

function toSearch(parameters: Record<string, string | undefined>): string {
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return present.length > 0 ? `?${new URLSearchParams(present)}` : '';
}
