import { describe, expect, it } from 'vitest';
import { quickBooksDesktop, sage50Uk } from './accounting/offline-connectors';
import { sageAccounting } from './accounting/sage-accounting';
import { quickBooksOnlineBankFeeds } from './bankfeeds/quickbooks-online-bank-feeds';
import { sageBankFeeds } from './bankfeeds/sage-bank-feeds';
import { plaid } from './banking/plaid';
import { stripe, stripeTest } from './commerce/stripe';
import { hasSettings, type Integration, needsCredentials } from './define-integration';
import { type Draft, holds, type SecretIntent, secretFields } from './draft';
import type { Field } from './fields';
import { registry } from './registry';
import { draftSchema } from './schema';

type Changes = {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly stored?: readonly string[];
};

const keep: SecretIntent = { intent: 'keep' };
const clear: SecretIntent = { intent: 'clear' };
const replace = (value: string): SecretIntent => ({ intent: 'replace', value });

function defaultOf(field: Field): string | boolean {
  if (field.kind === 'toggle') return false;
  return field.kind === 'choice' ? (field.options[0]?.value ?? '') : '';
}

/** A form as it is before anybody has touched it, with these changes. */
function draftOf(integration: Integration, { values, secrets }: Changes = {}) {
  const others = integration.fields.filter(({ kind }) => kind !== 'secret');
  return {
    values: { ...Object.fromEntries(others.map((field) => [field.name, defaultOf(field)])), ...values },
    secrets: {
      ...Object.fromEntries(secretFields(integration).map(({ name }) => [name, keep])),
      ...secrets,
    },
  };
}

function judge(integration: Integration, changes: Changes = {}) {
  return draftSchema(integration, new Set(changes.stored ?? [])).safeParse(draftOf(integration, changes));
}

/** Maps each field to its error. */
function problems(integration: Integration, changes: Changes = {}): Record<string, string> {
  const { error } = judge(integration, changes);
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
}

function parsed(integration: Integration, changes: Changes = {}): Draft {
  const { data, error } = judge(integration, changes);
  if (!data) throw new Error(JSON.stringify(error?.issues));
  return data as Draft;
}

const inSandbox = { values: { clientId: 'id', environment: 'sandbox' } };
const complete = { ...inSandbox, secrets: { sandboxSecret: replace('secret') } };

describe('a draft of Plaid', () => {
  it('is taken with a client ID, an environment and the secret of that environment', () => {
    expect(problems(plaid, complete)).toEqual({});
  });

  it.each(['sandbox', 'development', 'production'])('needs the secret of %s, if chosen', (environment) => {
    const values = { clientId: 'id', environment };
    const name = `${environment}Secret`;
    expect(problems(plaid, { values })).toEqual({ [`secrets.${name}`]: 'required' });
    expect(problems(plaid, { values, stored: [name] })).toEqual({});
    expect(problems(plaid, { values, secrets: { [name]: replace('s') } })).toEqual({});
    expect(problems(plaid, { values, stored: [name], secrets: { [name]: clear } })).toEqual({
      [`secrets.${name}`]: 'required',
    });
    const others = ['sandboxSecret', 'developmentSecret', 'productionSecret'].filter(
      (known) => known !== name,
    );
    expect(problems(plaid, { values, stored: others })).toEqual({ [`secrets.${name}`]: 'required' });
  });

  it('may drop the secret of an environment that is not chosen', () => {
    const secrets = { ...complete.secrets, developmentSecret: clear };
    expect(problems(plaid, { ...inSandbox, secrets, stored: ['developmentSecret'] })).toEqual({});
  });

  it('names what is missing of an empty form', () => {
    expect(problems(plaid)).toEqual({ 'values.clientId': 'required', 'values.environment': 'required' });
  });

  it.each(['us, ca', 'US,CA', ''])('takes the country codes “%s”', (countryCodes) => {
    expect(problems(plaid, { ...complete, values: { ...inSandbox.values, countryCodes } })).toEqual({});
  });

  it.each([
    ['countryCodes', 'us, uk', 'unknown-code'],
    ['environment', 'Sandbox', 'not-an-option'],
    ['environment', 'live', 'not-an-option'],
    ['companyDataAccess', 'sometimes', 'not-an-option'],
    ['clientId', 'x'.repeat(501), 'too-long'],
    ['linkConfigurationName', 'x'.repeat(501), 'too-long'],
  ])('says of %s with the value %s what is wrong', (name, value, problem) => {
    expect(problems(plaid, { ...complete, values: { ...inSandbox.values, [name]: value } })).toMatchObject({
      [`values.${name}`]: problem,
    });
  });

  it.each([
    ['', 'required'],
    ['  \n', 'required'],
    ['x'.repeat(4_001), 'too-long'],
  ])('says of the secret %j what is wrong, chosen or not', (value, problem) => {
    for (const name of ['sandboxSecret', 'productionSecret']) {
      const secrets = { ...complete.secrets, [name]: replace(value) };
      expect(problems(plaid, { ...inSandbox, secrets })).toEqual({ [`secrets.${name}`]: problem });
    }
  });

  it('loses the white space that a paste brings along, and nothing within', () => {
    const draft = parsed(plaid, {
      values: { ...inSandbox.values, clientId: '\t id \r\n', linkConfigurationName: ' my  link ' },
      secrets: { sandboxSecret: replace(' secret\n') },
    });
    expect(draft.values).toMatchObject({ clientId: 'id', linkConfigurationName: 'my  link' });
    expect(draft.secrets.sandboxSecret).toEqual(replace('secret'));
  });

  it.each<[string, Changes]>([
    ['an unknown value', { values: { publicKey: 'x' } }],
    ['an unknown secret', { secrets: { clientSecret: replace('x') } }],
    ['a secret among the values', { values: { sandboxSecret: 'x' } }],
    ['a text for a toggle', { values: { proxyAccess: 'true' } }],
    ['a number for a text', { values: { clientId: 1 } }],
    ['a text for an intent', { secrets: { sandboxSecret: 'keep' } }],
    ['an unknown intent', { secrets: { sandboxSecret: { intent: 'reveal' } } }],
    ['a replacement without a value', { secrets: { sandboxSecret: { intent: 'replace' } } }],
    ['a value beside keep', { secrets: { sandboxSecret: { intent: 'keep', value: 'x' } } }],
    ['no intent at all', { secrets: { sandboxSecret: undefined } }],
  ])('is refused with %s', (_, { values, secrets }) => {
    const changes = {
      values: { ...inSandbox.values, ...values },
      secrets: { ...complete.secrets, ...secrets },
      stored: ['sandboxSecret'],
    };
    expect(judge(plaid, changes).success).toBe(false);
  });
});

describe.each([stripe, stripeTest])('a draft of $name', (integration) => {
  it('needs the client ID and the secret key', () => {
    expect(problems(integration)).toEqual({ 'values.clientId': 'required', 'secrets.secretKey': 'required' });
    const values = { clientId: 'ca_1' };
    expect(problems(integration, { values, secrets: { secretKey: replace('sk_1') } })).toEqual({});
    expect(problems(integration, { values, stored: ['secretKey'] })).toEqual({});
  });

  it('may not drop its secret key', () => {
    const changes = { values: { clientId: 'ca_1' }, secrets: { secretKey: clear }, stored: ['secretKey'] };
    expect(problems(integration, changes)).toEqual({ 'secrets.secretKey': 'required' });
  });
});

describe('a draft of Sage Accounting', () => {
  const filled = { values: { clientId: 'id' }, secrets: { clientSecret: replace('secret') } };

  it('needs the signing secret and the subscription key in version 3, and only there', () => {
    expect(problems(sageAccounting, filled)).toEqual({});
    const version3 = { ...filled, values: { clientId: 'id', credentialSet: 'v3' } };
    expect(problems(sageAccounting, version3)).toEqual({
      'secrets.signingSecret': 'required',
      'secrets.subscriptionKey': 'required',
    });
    expect(problems(sageAccounting, { ...version3, stored: ['signingSecret', 'subscriptionKey'] })).toEqual(
      {},
    );
  });
});

describe.each([quickBooksDesktop, sage50Uk])('a draft of $name', (integration) => {
  it('is complete as it is, and takes its two options only', () => {
    expect(problems(integration)).toEqual({});
    expect(problems(integration, { values: { connectorSetup: 'oneTime' } })).toEqual({});
    expect(problems(integration, { values: { connectorSetup: 'never' } })).toEqual({
      'values.connectorSetup': 'not-an-option',
    });
  });
});

describe('a draft of bank feeds', () => {
  it.each([
    ['calloutTitle', 50],
    ['calloutBody', 150],
    ['calloutTitleFrench', 50],
    ['calloutBodyFrench', 150],
  ])('holds in %s up to %i characters, counted without the space around them', (name, most) => {
    const text = 'x'.repeat(most);
    expect(problems(quickBooksOnlineBankFeeds, { values: { [name]: ` ${text} ` } })).toEqual({});
    expect(problems(quickBooksOnlineBankFeeds, { values: { [name]: `${text}x` } })).toEqual({
      [`values.${name}`]: 'too-long',
    });
  });

  it('may be empty', () => {
    expect(problems(quickBooksOnlineBankFeeds)).toEqual({});
    expect(problems(sageBankFeeds)).toEqual({});
  });
});

/** Fills each text and secret, and takes the first option of each select. */
function filledOf(integration: Integration): Required<Pick<Changes, 'values' | 'secrets'>> {
  const values = integration.fields.flatMap((field) => {
    if (field.kind === 'text') return [[field.name, 'filled']];
    return field.kind === 'select' ? [[field.name, field.options[0]]] : [];
  });
  return {
    values: Object.fromEntries(values),
    secrets: Object.fromEntries(secretFields(integration).map(({ name }) => [name, replace('filled')])),
  };
}

describe.each(registry.filter(hasSettings))('a draft of $name', (integration) => {
  it('is taken with its defaults and everything entered', () => {
    expect(problems(integration, filledOf(integration))).toEqual({});
  });

  it('is taken with every secret kept, once all are stored', () => {
    const { values } = filledOf(integration);
    const stored = secretFields(integration).map(({ name }) => name);
    expect(problems(integration, { values, stored })).toEqual({});
  });

  it('names each field that has to be entered, and no other, while it is empty', () => {
    const draft = draftOf(integration);
    const needed = integration.fields
      .filter(({ kind }) => kind !== 'toggle' && kind !== 'choice')
      .filter((field) => field.required || (field.neededWhen && holds(field.neededWhen, draft as Draft)))
      .map(({ name, kind }) => `${kind === 'secret' ? 'secrets' : 'values'}.${name}`);
    expect(problems(integration)).toEqual(Object.fromEntries(needed.map((name) => [name, 'required'])));
    expect(needed.length > 0).toBe(needsCredentials(integration));
  });

  it('is refused with a field that it doesn’t have', () => {
    const { values, secrets } = filledOf(integration);
    expect(judge(integration, { values: { ...values, stranger: 'x' }, secrets }).success).toBe(false);
    expect(judge(integration, { values, secrets: { ...secrets, stranger: keep } }).success).toBe(false);
  });
});
