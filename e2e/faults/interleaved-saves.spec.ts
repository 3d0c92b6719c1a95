import { routes } from '@/lib/routes';
import { Random } from '@/lib/server/testing/tampering/random';
import type { Fault } from '../../emulator/control';
import { argumentsCall } from '../action-requests';
import { findAction } from '../built-app';
import { type Codat, expect, test } from '../fixtures';
import { send, sendForRsc } from '../raw-request';
import type { Portal } from '../start-portal';

// Two tabs of one browser, each with the form of its own instance, save in an order that follows from a seed, and Codat
// fails now and then. SAVES_SEED chooses another seed.

// A portal of its own: the second instance stays.
test.use({ settings: { CODAT_TIMEOUT_MS: '9000', BREAKER_PAUSE_MS: '52' } });

const seed = Number(process.env.SAVES_SEED ?? 20_261_125);
const saves = 200;
const key = 'suuo';
const put = { method: 'PUT', path: `/integrations/credentials/${key}`, times: 1 } as const;

/** Each brings another outcome: refused, unknown and not applied, unknown and applied. */
const faults: Readonly<Record<string, Fault>> = {
  'too many requests': { ...put, status: 429, body: { statusCode: 429 }, headers: { 'retry-after': '1' } },
  'an error, and no effect': { ...put, status: 500, body: {}, apply: 'never' },
  'an error, and yet an effect': { ...put, status: 500, body: {}, apply: 'before' },
  'a lost answer': { ...put, apply: 'before', abort: 'afterBody' },
};

type Form = {
  readonly operation: string;
  readonly basis: unknown;
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
};
type Tab = {
  readonly slug: string;
  readonly id: string;
  readonly codat: Codat;
  /** The value that Codat must hold by what was saved here. */
  name: string;
  readonly operations: string[];
};

/** Reads what the page hands to its form, from the same bytes as the browser. */
async function openForm(portal: Portal, cookie: string, slug: string): Promise<Form> {
  const path = routes.integration(slug, 'banking', key);
  const prefix = '"form":{';
  let body = '';
  // After an answer was lost, Codat is not asked for a moment, and the page has no form.
  await expect(async () => {
    ({ body } = await sendForRsc(portal.url, { path, headers: { cookie } }));
    expect(body, slug).toContain(prefix);
  }).toPass({ timeout: 30_000, intervals: [100] });
  return JSON.parse(objectAt(body, body.indexOf(prefix) + prefix.length - 1));
}

function objectAt(text: string, start: number): string {
  let depth = 0;
  let isQuoted = false;
  for (let i = start; i < text.length; i += 1) {
    if (isQuoted && text[i] === '\\') i += 1;
    else if (text[i] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[i] === '{') depth += 1;
    else if (!isQuoted && text[i] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, i + 1);
  }
  throw new Error('the form has no end');
}

/** Posts the page's own action, as its script does, and returns the operation's id. */
async function save(portal: Portal, cookie: string, { tab, name }: { tab: Tab; name: string }) {
  const form = await openForm(portal, cookie, tab.slug);
  const kept = Object.keys(form.secrets).map((name) => [name, { intent: 'keep' }]);
  const change = {
    instance: tab.slug,
    instanceId: tab.id,
    key,
    operation: form.operation,
    basis: form.basis,
    draft: { values: { ...form.values, linkConfigurationName: name }, secrets: Object.fromEntries(kept) },
    override: [],
  };
  const answer = await send(portal.url, {
    method: 'POST',
    path: routes.integration(tab.slug, 'banking', key),
    ...argumentsCall(findAction('saveAction'), [change]),
    headers: { ...argumentsCall(findAction('saveAction'), []).headers, cookie, origin: portal.url },
  });
  expect(answer.status, answer.body.slice(0, 500)).toBe(200);
  return { operation: form.operation, answer: answer.body };
}

function need<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error('an instance is missing');
  return item;
}

test(`of ${saves} interleaved saves in two tabs on two instances none touches the other (seed ${seed})`, async ({
  page,
  portal,
  codat,
  secondCodat,
}) => {
  test.setTimeout(600_000);
  await page.goto(routes.newInstance());
  await page.getByLabel('Name', { exact: true }).fill('Production');
  await page.getByLabel('Page address', { exact: true }).fill('production');
  await page.getByLabel('API address', { exact: true }).fill(portal.emulatorUrl);
  await page.getByLabel('API key', { exact: true }).fill(portal.secondClient.apiKey);
  await page.getByLabel('Kind', { exact: true }).selectOption('Test');
  await page.getByRole('button', { name: 'Add instance' }).click();
  await expect(page).toHaveURL(routes.instances());

  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ids = portal.query<{ id: string; slug: string }>(
    'select id, slug from instances order by created_at',
  );
  const [first, second] = await Promise.all(
    [codat, secondCodat].map(async (client, i): Promise<Tab> => {
      const { id, slug } = need(ids[i]);
      const held = (await client.state()).credentials[key] ?? {};
      return { slug, id, codat: client, name: held.linkConfigurationName ?? '', operations: [] };
    }),
  );
  const tabs = [need(first), need(second)] as const;
  const before = await Promise.all(tabs.map((tab) => tab.codat.state()));
  await Promise.all(tabs.map((tab) => tab.codat.clearRequests()));
  const rowsBefore = portal.query<{ rows: number }>('select count(*) as rows from activity')[0]?.rows ?? 0;

  const isOpen = (operation: string) =>
    portal.query('select 1 from open_operations where id = ?', operation).length > 0;
  const outcomeOf = (operation: string) =>
    portal.query<{ outcome: string; chain_id: string }>(
      `select outcome, chain_id from activity where operation_id = ? and phase = 'outcome'`,
      operation,
    )[0];

  const random = new Random(seed);
  const outcomes: Record<string, number> = {};
  async function saveIn(tab: Tab, turn: number): Promise<void> {
    const name = `${tab.slug} ${turn}`;
    if (random.below(6) === 0) await tab.codat.faults([random.of(Object.values(faults))]);
    const { operation, answer } = await save(portal, cookie, { tab, name });
    tab.operations.push(operation);
    await expect.poll(() => isOpen(operation), { timeout: 60_000, intervals: [50, 100, 200] }).toBe(false);
    const recorded = outcomeOf(operation);
    expect(recorded?.chain_id, `turn ${turn}: ${answer.slice(0, 500)}`).toBe(tab.id);
    outcomes[recorded?.outcome ?? ''] = (outcomes[recorded?.outcome ?? ''] ?? 0) + 1;
    if (recorded?.outcome === 'applied') tab.name = name;
    await tab.codat.clearFaults();
  }

  for (let turn = 0; turn < saves; ) {
    // Every third time both at once, so that one is sent while the other waits for Codat.
    const isTogether = turn % 3 === 0;
    const chosen = isTogether ? tabs : [random.of(tabs)];
    await Promise.all(chosen.map((tab, i) => saveIn(tab, turn + i)));
    turn += chosen.length;
  }

  expect(tabs.reduce((sum, { operations }) => sum + operations.length, 0)).toBeGreaterThanOrEqual(saves);
  expect(Object.keys(outcomes).sort()).toEqual(['applied', 'not-applied', 'refused']);
  for (const [i, tab] of tabs.entries()) {
    // The whole world is as before, save the one value that this tab has saved.
    const world = await tab.codat.state();
    const credentials = before[i]?.credentials ?? {};
    const expected = { ...credentials[key], linkConfigurationName: tab.name };
    expect(world).toEqual({ ...before[i], credentials: { ...credentials, [key]: expected } });

    const sent = (await tab.codat.requests()).filter(({ method }) => method === 'PUT');
    expect(sent.map(({ body }) => (body as Record<string, string>).linkConfigurationName)).toEqual(
      expect.arrayContaining([tab.name]),
    );
    const foreign = tabs.filter((other) => other !== tab).map(({ slug }) => `${slug} `);
    for (const { body } of sent) for (const slug of foreign) expect(JSON.stringify(body)).not.toContain(slug);
    expect(sent).toHaveLength(tab.operations.length);

    const recorded = portal.query<{ operation_id: string }>(
      `select distinct operation_id from activity where chain_id = ? and action = 'settings.save'`,
      tab.id,
    );
    expect(recorded.map(({ operation_id }) => operation_id).sort()).toEqual(tab.operations.toSorted());
  }
  const rowsAfter = portal.query<{ rows: number }>('select count(*) as rows from activity')[0]?.rows ?? 0;
  expect(rowsAfter - rowsBefore).toBe(2 * tabs.reduce((sum, { operations }) => sum + operations.length, 0));
  const verified = portal.run('activity-verify');
  expect(verified.stderr).toBe('');
  expect(verified.status).toBe(0);
});
