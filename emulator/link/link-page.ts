import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export type LinkChoice = { key: string; name: string };

/** The page behind a company's link URL: the customer picks what to connect. */
export function companyLinkPage(companyName: string, choices: readonly LinkChoice[]): Html {
  const content =
    choices.length === 0
      ? html`<p>There is nothing to connect: no integration is enabled.</p>`
      : html`<form method="post">
          <fieldset>
            <legend>What would you like to connect?</legend>
            ${choices.map(
              ({ key, name }, index) => html`<label>
                <input type="radio" name="integration" value="${key}" required ${index === 0 ? 'checked' : ''}>
                ${name}
              </label>`,
            )}
          </fieldset>
          ${decisionButtons()}
        </form>`;
  return page(`Connect ${companyName}`, html`<h1>${companyName}</h1>${content}`);
}

/** The page behind a connection's link URL: the integration is settled. */
export function connectionLinkPage(companyName: string, integrationName: string, status: string): Html {
  return page(
    `Connect ${integrationName}`,
    html`<h1>${companyName}</h1>
      <p>${companyName} is about to share its data from <strong>${integrationName}</strong>.</p>
      <p>Status now: <strong>${status}</strong></p>
      <form method="post">${decisionButtons()}</form>`,
  );
}

export function linkOutcomePage(title: string, sentence: string): Html {
  return page(title, html`<h1>${title}</h1><p role="status">${sentence}</p>`);
}

function decisionButtons(): Html {
  return html`<p class="decision">
    <button name="decision" value="connect">Connect</button>
    <button name="decision" value="refuse">Refuse</button>
  </p>`;
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; color: #1a202c; }
  fieldset { border: 1px solid #cbd5e0; border-radius: 8px; margin: 0 0 1rem; padding: 1rem; }
  label { display: block; padding: .25rem 0; }
  button { font: inherit; padding: .5rem 1.25rem; border: 1px solid #2d3748; border-radius: 8px; background: #fff; }
  button[value=connect] { background: #1f4e79; border-color: #1f4e79; color: #fff; }
  footer { margin-top: 3rem; font-size: .875rem; color: #4a5568; }
`;

function page(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>${title}</title>
    <style>${raw(style)}</style>
  </head>
  <body>
    <main>${content}</main>
    <footer>Local emulator: no bank, shop or ledger is behind this page.</footer>
  </body>
</html>`;
}
