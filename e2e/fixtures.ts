import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import type { EmulatorControl, ReceivedRequest } from '../emulator/control';
import { administrator, type Portal, type Settings, startPortal } from './start-portal';

export { administrator, expect };

export type Role = 'Onboarding' | 'Advisor' | 'Analyst' | 'Developer' | 'Administrator';
type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** The emulator, with what a test wants to know of it. */
export type Codat = EmulatorControl & {
  /** Calls it as Codat's API, past the portal. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Each write to an integration that it has received, as "suuo true". */
  switches(): Promise<string[]>;
  isEnabled(key: string): Promise<boolean>;
};

type OfTest = {
  codat: Codat;
  /** The emulator's second client, put back to its seed; the test adds an instance of it. */
  secondCodat: Codat;
  /** The role whose session the browser has; null if it has none. */
  as: Role | null;
  /** A page in another browser, watched like the first one. */
  openSecondBrowser(options?: BrowserContextOptions): Promise<Page>;
  /** Console errors that the browser may report in this test. */
  allowedConsoleErrors: RegExp[];
};

export type People = { sessionOf(role: Role): Promise<StorageState> };

type OfWorker = { settings: Settings; portal: Portal; people: People };

export const test = base.extend<OfTest, OfWorker>({
  settings: [{}, { option: true, scope: 'worker' }],

  portal: [
    async ({ settings }, use) => {
      const portal = await startPortal(settings);
      await use(portal);
      await portal.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  people: [
    async ({ portal, browser }, use) => {
      const sessions = new Map<Role, StorageState>();
      await use({
        async sessionOf(role) {
          const known = sessions.get(role) ?? (await signInOnce(role));
          sessions.set(role, known);
          return known;
        },
      });

      async function signInOnce(role: Role) {
        const { email, password } = role === 'Administrator' ? administrator : addUser(portal, role);
        const page = await browser.newPage({ baseURL: portal.url });
        await signIn(page, email, password);
        await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
        const state = await page.context().storageState();
        await page.close();
        return state;
      }
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ portal }, use) => use(portal.url),

  as: ['Administrator', { option: true }],

  storageState: async ({ as, people }, use) => use(as ? await people.sessionOf(as) : undefined),

  allowedConsoleErrors: async ({ portal: _portal }, use) => use([]),

  context: async ({ context, allowedConsoleErrors }, use) => {
    const complaints = watch(context);
    await use(context);
    expect(unexpected(complaints, allowedConsoleErrors)).toEqual([]);
  },

  openSecondBrowser: async ({ browser, portal, storageState, allowedConsoleErrors }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[][] = [];
    await use(async (options = {}) => {
      const state = storageState ? { storageState } : {};
      const context = await browser.newContext({ baseURL: portal.url, ...state, ...options });
      contexts.push(context);
      complaints.push(watch(context));
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(unexpected(complaints.flat(), allowedConsoleErrors)).toEqual([]);
  },

  codat: [
    async ({ portal }, use, testInfo) => {
      await portal.reset();
      const printedBefore = portal.printed().length;
      await use(withHelpers(portal));
      if (testInfo.status === testInfo.expectedStatus) return;
      await testInfo.attach('what the portal printed', { body: portal.printed().slice(printedBefore) });
    },
    { auto: true },
  ],

  secondCodat: async ({ portal }, use) => {
    await portal.secondClient.codat.reset();
    await use(withHelpers({ ...portal, ...portal.secondClient }));
  },
});

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Sets the appearance as if the user had chosen it on an earlier visit. */
export async function chooseAppearance(
  context: BrowserContext,
  { url }: Portal,
  { theme, language }: { readonly theme?: 'light' | 'dark'; readonly language?: 'en' | 'fr' },
): Promise<void> {
  await context.addCookies([
    ...(theme ? [{ name: 'switchboard.theme', value: theme, url }] : []),
    ...(language ? [{ name: 'switchboard.language', value: language, url }] : []),
  ]);
}

type Fiber = { readonly flags: number; readonly return: Fiber | null };

/**
 * Until React has mounted it: what is typed or chosen earlier is lost, as it is for a person. React marks an element
 * while it still hydrates it, and may pause there, so that a look at the element alone comes too early.
 */
export async function waitForHydration(locator: Locator): Promise<void> {
  await expect
    .poll(() =>
      locator.evaluate((element) => {
        // React's own flags of a fiber that is not in the document yet: Placement, Hydrating.
        const pending = 2 | 4096;
        const [, fiber] = Object.entries(element).find(([key]) => key.startsWith('__reactFiber$')) ?? [];
        let isMounted = fiber !== undefined;
        for (let node: Fiber | null = fiber ?? null; node; node = node.return) {
          if (node.flags & pending) isMounted = false;
        }
        return isMounted;
      }),
    )
    .toBe(true);
}

export function addUser(portal: Portal, role: Role, email = `${role.toLowerCase()}@example.com`) {
  const { stdout, stderr } = portal.run('user-add', email, role);
  const password = /^Password: (\S+)/m.exec(stdout)?.[1];
  if (!password) throw new Error(`No password was printed for ${email}:\n${stdout}${stderr}`);
  return { email, password };
}

function withHelpers({ codat, emulatorUrl, apiKey }: Portal): Codat {
  const call: Codat['call'] = async (method, path, body) => {
    const response = await fetch(`${emulatorUrl}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(apiKey).toString('base64')}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    ...codat,
    call,
    async switches() {
      return (await codat.requests()).filter(isSwitch).map(inWords);
    },
    async isEnabled(key) {
      const integration = (await call('GET', `/integrations/${key}`)) as { enabled: boolean };
      return integration.enabled;
    },
  };
}

function isSwitch({ method, path }: ReceivedRequest): boolean {
  return !['GET', 'HEAD'].includes(method) && /^\/integrations\/[^/]+$/.test(path);
}

function inWords({ path, body }: ReceivedRequest): string {
  return `${path.split('/').at(-1)} ${(body as { enabled?: unknown } | undefined)?.enabled}`;
}

/**
 * Collects what a page must never cause: an error in the console, as from a breach of the content policy, or uncaught.
 */
function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const { url } = message.location();
    // The browser's own guess, where it leaves a page before it has come to the icon that the page names.
    if (message.type() !== 'error' || url.endsWith('/favicon.ico')) return;
    complaints.push(`${message.text()} (${url} on ${message.page()?.url()})`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return complaints;
}

function unexpected(complaints: readonly string[], expected: readonly RegExp[]): string[] {
  return complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
}
