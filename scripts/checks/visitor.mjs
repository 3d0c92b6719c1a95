// A person with a browser that runs no scripts: enough to sign in by the form and to look at pages.

const answerWithinMs = 60_000;

export class Visitor {
  /** @type {Map<string, string>} */
  #cookies = new Map();
  #portal;

  /** @param {string} portal its address */
  constructor(portal) {
    this.#portal = portal;
  }

  /** @param {{ email: string, password: string }} administrator */
  async signIn({ email, password }) {
    this.#cookies.clear();
    const page = await (await this.#ask('/sign-in')).text();
    const form = new FormData();
    for (const [name, value] of hiddenFields(page)) form.append(name, value);
    form.append('email', email);
    form.append('password', password);
    const answer = await this.#ask('/sign-in', {
      method: 'POST',
      body: form,
      headers: { Origin: this.#portal },
    });
    await answer.text();
    if (answer.status !== 303) throw new Error(`Signing in is answered ${answer.status}.`);
  }

  /** Lists the addresses that the first page after signing in links to, itself included. */
  async listAddresses() {
    const page = await this.look('/');
    const links = [...page.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)"/g)].map(([, address]) =>
      decodeText(address ?? ''),
    );
    return ['/', ...new Set(links)];
  }

  /**
   * @param {string} address
   * @returns {Promise<string>} the whole page
   */
  async look(address) {
    let answer = await this.#ask(address);
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 5; hops += 1) {
      await answer.text();
      address = answer.headers.get('location') ?? '';
      answer = await this.#ask(address);
    }
    const page = await answer.text();
    if (answer.status !== 200 || !page.includes('</html>') || page.includes('name="password"')) {
      throw new Error(
        `${address} is answered ${answer.status}, and not with a whole page for who is signed in.`,
      );
    }
    return page;
  }

  /**
   * @param {string} address
   * @param {RequestInit} [request]
   */
  async #ask(address, { headers, ...request } = {}) {
    const answer = await fetch(new URL(address, this.#portal), {
      ...request,
      headers: {
        ...headers,
        Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

/**
 * Reads the hidden fields of the form that asks for a password: the page has other forms.
 * @param {string} page
 */
function hiddenFields(page) {
  const form = page.split('<form').find((text) => text.includes('name="password"')) ?? '';
  return [...form.matchAll(/<input type="hidden"[^>]*>/g)].map(([input]) => {
    const attribute = (/** @type {string} */ name) =>
      decodeText(new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '');
    return /** @type {const} */ ([attribute('name'), attribute('value')]);
  });
}

/** @param {string} text */
function decodeText(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
}
