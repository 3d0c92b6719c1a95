import { AsyncLocalStorage } from 'node:async_hooks';

// Replaces Next's module of this name, which knows of a request only inside its server. A test chooses the browser in
// which a request happens. That browser keeps the app's own cookies and sends them back.

type CookieOptions = { readonly maxAge?: number };

const inBrowser = new AsyncLocalStorage<Browser>();

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly headers: Headers;

  constructor(headers: Readonly<Record<string, string>> = {}) {
    this.headers = new Headers(headers);
  }

  /** Runs the function as a request of this browser. */
  does<Result>(work: () => Promise<Result>): Promise<Result> {
    return inBrowser.run(this, work);
  }
}

export async function cookies() {
  const jar = currentBrowser().cookies;
  return {
    get(name: string) {
      const value = jar.get(name);
      return value === undefined ? undefined : { name, value };
    },
    getAll: () => [...jar].map(([name, value]) => ({ name, value })),
    set(name: string, value: string, { maxAge }: CookieOptions = {}) {
      if (maxAge === 0) jar.delete(name);
      // A browser keeps no longer one.
      else if (name.length + value.length <= 4_096) jar.set(name, value);
    },
  };
}

export async function headers(): Promise<Headers> {
  return currentBrowser().headers;
}

function currentBrowser(): Browser {
  const browser = inBrowser.getStore();
  if (!browser) throw new Error('There is no request: call `does` of a browser.');
  return browser;
}
