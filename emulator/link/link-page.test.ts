import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();

type Decision = 'connect' | 'refuse';

/** Submits the form of a page as a browser does. */
async function decide(url: string, decision: Decision, integration?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ decision, ...(integration && { integration }) }),
  });
}

async function newCompany(name = 'Okafor Bakery') {
  return (await emulator.call('POST', '/companies', { name })).body;
}

async function newConnection(companyId: string, platformKey: string) {
  return (await emulator.call('POST', `/companies/${companyId}/connections`, { platformKey })).body;
}

async function connectionsOf(companyId: string) {
  return (await emulator.call('GET', `/companies/${companyId}/connections`)).body.results;
}

async function firstPlaidConnection(status: string) {
  const query = encodeURIComponent(`dataConnections.status=${status}&&dataConnections.integrationKey=suuo`);
  const { body } = await emulator.call('GET', `/companies?query=${query}`);
  for (const company of body.results) {
    for (const connection of company.dataConnections) {
      if (connection.status === status && connection.integrationKey === 'suuo')
        return { company, connection };
    }
  }
  return expect.unreachable('the seed has such a connection');
}

describe("a company's link page", () => {
  it('offers what is enabled and set up, and nothing else', async () => {
    const { redirect } = await newCompany();
    const page = await (await fetch(redirect)).text();
    const offered = [...page.matchAll(/value="([a-z]{4})"/g)].map(([, key]) => key);
    expect(offered).toEqual(expect.arrayContaining(['suuo', 'gbol', 'qhyg', 'mqjo', 'aiwb']));
    // TrueLayer is disabled; Stripe is enabled and has no Connect credentials to link anybody with.
    expect(offered).not.toContain('upvr');
    expect(offered).not.toContain('exgd');
  });

  it('connects the company to what its people choose', async () => {
    const { id, redirect } = await newCompany();
    const answer = await decide(redirect, 'connect', 'suuo');
    expect(await answer.text()).toContain('Okafor Bakery is now connected to Plaid.');
    expect(await connectionsOf(id)).toMatchObject([
      { integrationKey: 'suuo', status: 'Linked', lastSync: expect.any(String) },
    ]);
  });

  it('remembers a refusal as an error of a connection still pending', async () => {
    const { id, redirect } = await newCompany();
    await decide(redirect, 'refuse', 'suuo');
    expect(await connectionsOf(id)).toMatchObject([
      { status: 'PendingAuth', dataConnectionErrors: [{ statusCode: '403', statusText: 'User cancelled' }] },
    ]);
    await decide(redirect, 'connect', 'suuo');
    expect(await connectionsOf(id)).toMatchObject([{ status: 'Linked', dataConnectionErrors: [] }]);
  });

  it('shows whatever is in a name as text', async () => {
    const { redirect } = await newCompany('Tile & Stone');
    expect(await (await fetch(redirect)).text()).toContain('Tile &amp; Stone');
  });

  it('is gone with the company', async () => {
    const { id, redirect } = await newCompany();
    await emulator.call('DELETE', `/companies/${id}`);
    expect((await fetch(redirect)).status).toBe(404);
  });
});

describe("a connection's link page", () => {
  it('loads nothing from anywhere', async () => {
    const { id } = await newCompany();
    const page = await (await fetch((await newConnection(id, 'suuo')).linkUrl)).text();
    expect(page).toContain('<form method="post">');
    expect(page).not.toMatch(/https?:|<script|src=/);
  });

  it('makes a pending connection Linked', async () => {
    const { id } = await newCompany();
    await decide((await newConnection(id, 'gbol')).linkUrl, 'connect');
    expect(await connectionsOf(id)).toMatchObject([{ integrationKey: 'gbol', status: 'Linked' }]);
  });

  it('makes a deauthorized connection Linked again, under the credentials of now', async () => {
    const credentials = '/integrations/credentials/suuo';
    const { body } = await emulator.call('GET', credentials);
    const { company, connection } = await firstPlaidConnection('Linked');
    await emulator.call('PUT', credentials, { ...body, environment: 'production' });
    expect((await connectionsOf(company.id))[0].status).toBe('Deauthorized');
    await decide(connection.linkUrl, 'connect');
    expect((await connectionsOf(company.id))[0].status).toBe('Linked');

    await emulator.call('PUT', credentials, { ...body, environment: 'production', countryCodes: 'US' });
    expect((await connectionsOf(company.id))[0].status).toBe('Linked');
    await emulator.call('PUT', credentials, body);
    expect((await connectionsOf(company.id))[0].status).toBe('Deauthorized');
  });

  it('leaves a deauthorized connection so when its people refuse', async () => {
    const { company, connection } = await firstPlaidConnection('Deauthorized');
    await decide(connection.linkUrl, 'refuse');
    const after = (await connectionsOf(company.id)).find(({ id }: { id: string }) => id === connection.id);
    expect(after).toMatchObject({ status: 'Deauthorized', dataConnectionErrors: [{ statusCode: '403' }] });
  });

  it.each(['upvr', 'exgd'])('connects no customer to %s, which is disabled or not set up', async (key) => {
    const { id } = await newCompany();
    const { linkUrl } = await newConnection(id, key);
    expect((await decide(linkUrl, 'connect')).status).toBe(409);
    expect(await connectionsOf(id)).toMatchObject([{ status: 'PendingAuth' }]);
  });

  it('refuses a form that says neither', async () => {
    const { id } = await newCompany();
    const { linkUrl } = await newConnection(id, 'suuo');
    expect((await fetch(linkUrl, { method: 'POST', body: new URLSearchParams() })).status).toBe(400);
  });
});
