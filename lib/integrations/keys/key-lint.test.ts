import { describe, expect, it } from 'vitest';
import { messages as english } from '@/messages/en';
import { messages as french } from '@/messages/fr';
import { sageIntacct } from '../accounting/sage-intacct';
import { xero } from '../accounting/xero';
import { plaid } from '../banking/plaid';
import { trueLayer } from '../banking/truelayer';
import { square, squareSandbox } from '../commerce/square';
import { stripe, stripeTest } from '../commerce/stripe';
import type { Integration } from '../define-integration';
import { type Draft, type SecretIntent, secretFields } from '../draft';
import { type KeyFinding, lintKeys, warnings } from './key-lint';
import { pastedLineEnd, refusals } from './key-rules';
import { textTroubles } from './key-text';

const keep: SecretIntent = { intent: 'keep' };
const replace = (value: string): SecretIntent => ({ intent: 'replace', value });

/** Built here, so that no scanner of sources takes them for real keys. */
const stripeKey = (...kind: string[]) => [...kind, '51Hc2QLkzVb7Tn9XwRf0Ey3MdGa8Ju'].join('_');
const clientId = '5f1c9d27ab4e6300127c2a6b';
const secret = '7b02e94cd1853fa6de40b7c95e1ad1';
const connectId = 'ca_FkyHCg7X8mlvCUdMDao4mMxagUfhIwXb';
const xeroSecret = 'kV2pQ7_xR4nTz9LmW0sYb6HdFj3Ge8Ac';

type Keys = Readonly<Record<string, string>>;

/** Judges the entered values by field, over an empty form. An entered secret replaces the stored one. */
function judge(integration: Integration, entered: Keys, opened: Keys = {}): KeyFinding[] {
  const names = new Set(secretFields(integration).map(({ name }) => name));
  const secrets = [...names].map(
    (name) => [name, entered[name] === undefined ? keep : replace(entered[name])] as const,
  );
  const values = Object.fromEntries(
    integration.fields
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => [name, entered[name] ?? opened[name] ?? '']),
  );
  const draft: Draft = { values, secrets: Object.fromEntries(secrets) };
  return lintKeys({ fields: integration.fields, values: opened }, draft);
}

const verdicts = (findings: readonly KeyFinding[]) => findings.map(({ level, code }) => `${level}: ${code}`);

type Row = readonly [what: string, integration: Integration, field: string, value: string, verdict: string];

// Real shapes of every kind, and what people make of them. An empty verdict: it passes in silence.
const table: readonly Row[] = [
  ['a client ID', plaid, 'clientId', clientId, ''],
  ['a client ID in capitals', plaid, 'clientId', clientId.toUpperCase(), ''],
  ['a client ID that lacks its end', plaid, 'clientId', clientId.slice(0, 20), 'warning: not-hex'],
  ['a client ID of another alphabet', plaid, 'clientId', `g${clientId.slice(1)}`, 'warning: not-hex'],
  ['a secret for the client ID', plaid, 'clientId', secret, 'error: secret-for-id'],
  ['an access token', plaid, 'clientId', 'access-sandbox-7c69d345-fe2b', 'error: other-kind'],
  ['a secret', plaid, 'sandboxSecret', secret, ''],
  ['a secret with space around it', plaid, 'sandboxSecret', `  ${secret}\n`, ''],
  ['a secret with a no-break space behind', plaid, 'sandboxSecret', `${secret}\u00a0`, ''],
  ['a secret that lacks its end', plaid, 'productionSecret', secret.slice(0, 29), 'warning: not-hex'],
  ['a secret with one digit too many', plaid, 'productionSecret', `${secret}0`, 'warning: not-hex'],
  ['a secret of a new shape', plaid, 'productionSecret', 'secret-production-7c69d345', 'warning: not-hex'],
  ['the client ID for a secret', plaid, 'sandboxSecret', clientId, 'error: id-for-secret'],
  ['a public token', plaid, 'sandboxSecret', 'public-sandbox-b0e2c4ee', 'error: other-kind'],
  ['a link token', plaid, 'sandboxSecret', 'link-sandbox-33792986-2b9c', 'error: other-kind'],
  ['the dots of a stored secret', plaid, 'sandboxSecret', '•••• 1ad1', 'error: mask'],
  ['the dots of this form', plaid, 'sandboxSecret', '•••••••••• 1ad1', 'error: mask'],
  ['dots alone', plaid, 'sandboxSecret', '••••••••', 'error: mask'],
  ['asterisks', plaid, 'sandboxSecret', '****', 'error: mask'],
  ['asterisks with an end', plaid, 'sandboxSecret', '************1ad1', 'error: mask'],
  ['Codat’s mask', plaid, 'sandboxSecret', 'XXXXXXXXXXXXXXXXXXXXXXXXXX1ad1', 'error: mask'],
  ['an ellipsis with an end', plaid, 'clientId', '…2a6b', 'error: mask'],
  ['zeros', plaid, 'clientId', '0'.repeat(24), 'error: sample'],
  ['angle brackets', plaid, 'sandboxSecret', '<your secret>', 'error: sample'],
  ['a variable', plaid, 'sandboxSecret', `\${${'PLAID_SECRET'}}`, 'error: sample'],
  ['words of a guide', plaid, 'clientId', 'YOUR_CLIENT_ID', 'error: sample'],
  ['changeme', plaid, 'sandboxSecret', 'changeme', 'error: sample'],
  ['what stands in the empty field', plaid, 'sandboxSecret', english.settings.secret.paste, 'error: sample'],
  ['the same in French', plaid, 'sandboxSecret', french.settings.secret.paste, 'error: sample'],
  ['a line of a settings file', plaid, 'sandboxSecret', `PLAID_SECRET=${secret}`, 'error: labelled'],
  ['a line of a shell', plaid, 'sandboxSecret', `export PLAID_SECRET="${secret}"`, 'error: labelled'],
  ['a line of YAML', plaid, 'sandboxSecret', `client_secret: "${secret}"`, 'error: labelled'],
  ['a line of JSON', plaid, 'clientId', `"clientId": "${clientId}",`, 'error: labelled'],
  ['a label of Plaid’s page', plaid, 'clientId', `client_id: ${clientId}`, 'error: labelled'],
  ['a French label', plaid, 'sandboxSecret', `Clé secrète\u00a0: ${secret}`, 'error: labelled'],
  ['straight quotes', plaid, 'sandboxSecret', `"${secret}"`, 'error: quoted'],
  ['curly quotes', plaid, 'sandboxSecret', `“${secret}”`, 'error: quoted'],
  ['single curly quotes', plaid, 'sandboxSecret', `‘${secret}’`, 'error: quoted'],
  ['French quotes', plaid, 'sandboxSecret', `«\u00a0${secret}\u00a0»`, 'error: quoted'],
  ['backticks', plaid, 'sandboxSecret', `\`${secret}\``, 'error: quoted'],
  ['one quote that was copied too', plaid, 'sandboxSecret', `${secret}"`, 'error: quoted'],
  ['a comma behind', plaid, 'sandboxSecret', `${secret},`, 'error: trailing'],
  ['a space within', plaid, 'sandboxSecret', `${secret.slice(0, 9)} ${secret.slice(9)}`, 'error: space'],
  ['a tabulator within', plaid, 'sandboxSecret', `${secret.slice(0, 9)}\t${secret.slice(9)}`, 'error: space'],
  ['a thin space within', plaid, 'sandboxSecret', `7b02\u2009${secret.slice(4)}`, 'error: space'],
  ['a line end within', plaid, 'sandboxSecret', `7b02\r\n${secret.slice(4)}`, 'error: line-end'],
  ['a pasted line end', plaid, 'sandboxSecret', `7b02${pastedLineEnd}${secret.slice(4)}`, 'error: line-end'],
  ['two labelled lines', plaid, 'clientId', `id: ${clientId}\nsecret: ${secret}`, 'error: line-end'],
  ['a zero-width space', plaid, 'sandboxSecret', `7b02\u200b${secret.slice(4)}`, 'error: invisible'],
  ['a zero-width space behind', plaid, 'sandboxSecret', `${secret}\u200b`, 'error: invisible'],
  ['a soft hyphen', plaid, 'clientId', `5f1c\u00ad${clientId.slice(4)}`, 'error: invisible'],
  ['a mark of direction', plaid, 'clientId', `\u202a${clientId}`, 'error: invisible'],
  ['full-width digits', plaid, 'sandboxSecret', `７ｂ${secret.slice(2)}`, 'error: full-width'],
  ['a Cyrillic a', plaid, 'sandboxSecret', secret.replace('a', 'а'), 'error: other-alphabet'],
  ['a Cyrillic e', plaid, 'clientId', clientId.replace('e', 'е'), 'error: other-alphabet'],
  ['an accent', plaid, 'clientId', clientId.replace('e', 'é'), 'error: odd-character'],
  ['an emoji', plaid, 'sandboxSecret', `${secret}🔑`, 'error: odd-character'],

  ['a live client ID', stripe, 'clientId', connectId, ''],
  ['a client ID that lacks its end', stripe, 'clientId', connectId.slice(0, 20), 'warning: unusual'],
  ['a secret key for the client ID', stripe, 'clientId', stripeKey('sk', 'live'), 'error: secret-for-id'],
  ['a restricted key for it', stripe, 'clientId', stripeKey('rk', 'live'), 'error: secret-for-id'],
  ['a publishable key for it', stripe, 'clientId', stripeKey('pk', 'live'), 'error: publishable'],
  ['the ID of an account', stripe, 'clientId', 'acct_1032D82eZvKYlo2C', 'error: other-kind'],
  ['a live key', stripe, 'secretKey', stripeKey('sk', 'live'), ''],
  ['a restricted live key', stripe, 'secretKey', stripeKey('rk', 'live'), ''],
  ['a test key', stripe, 'secretKey', stripeKey('sk', 'test'), 'error: test-key'],
  ['a restricted test key', stripe, 'secretKey', stripeKey('rk', 'test'), 'error: test-key'],
  ['a test key of an organisation', stripe, 'secretKey', stripeKey('sk', 'org', 'test'), 'error: test-key'],
  ['a live key of an organisation', stripe, 'secretKey', stripeKey('sk', 'org', 'live'), 'warning: unusual'],
  ['a publishable live key', stripe, 'secretKey', stripeKey('pk', 'live'), 'error: publishable'],
  ['a publishable test key', stripe, 'secretKey', stripeKey('pk', 'test'), 'error: publishable'],
  ['the client ID for the key', stripe, 'secretKey', connectId, 'error: id-for-secret'],
  ['a secret of webhooks', stripe, 'secretKey', stripeKey('whsec'), 'error: other-kind'],
  [
    'a live key that lacks its end',
    stripe,
    'secretKey',
    stripeKey('sk', 'live').slice(0, 20),
    'warning: unusual',
  ],
  ['a live key of a new kind', stripe, 'secretKey', 'sx_live_5f1c9d27ab4e6300127c2a6b', 'warning: unusual'],
  ['a live key in quotes', stripe, 'secretKey', `"${stripeKey('sk', 'live')}"`, 'error: quoted'],
  ['a live key with a label', stripe, 'secretKey', `Secret key ${stripeKey('sk', 'live')}`, 'error: space'],
  ['a test client ID', stripeTest, 'clientId', connectId, ''],
  ['a test key', stripeTest, 'secretKey', stripeKey('sk', 'test'), ''],
  ['a restricted test key', stripeTest, 'secretKey', stripeKey('rk', 'test'), ''],
  ['a live key', stripeTest, 'secretKey', stripeKey('sk', 'live'), 'error: live-key'],
  ['a restricted live key', stripeTest, 'secretKey', stripeKey('rk', 'live'), 'error: live-key'],
  ['a publishable test key', stripeTest, 'secretKey', stripeKey('pk', 'test'), 'error: publishable'],
  ['the key of Stripe’s guide', stripeTest, 'secretKey', 'sk_test_4eC39HqLyjWDarjt', 'error: sample'],

  ['an application ID', square, 'applicationId', 'sq0idp-Y7WFLOjXXp00', ''],
  ['a sandbox ID', square, 'applicationId', 'sandbox-sq0idb-Y7WFLOjXXp00', 'error: test-key'],
  ['a secret for the ID', square, 'applicationId', 'sq0csp-WnMisBjD0DtEo', 'error: secret-for-id'],
  ['a secret', square, 'applicationSecret', 'sq0csp-WnMisBjD0DtEo', ''],
  ['a sandbox secret', square, 'applicationSecret', 'sandbox-sq0csb-WnMis', 'error: test-key'],
  ['an ID for the secret', square, 'applicationSecret', 'sq0idp-Y7WFLOjXXp00', 'error: id-for-secret'],
  ['an access token', square, 'applicationSecret', 'EAAAEL8Wr-Y7WFLOjXXp00', 'error: other-kind'],
  ['a sandbox secret', squareSandbox, 'applicationSecret', 'sandbox-sq0csb-WnMis', ''],
  ['a live secret', squareSandbox, 'applicationSecret', 'sq0csp-WnMisBjD0DtEo', 'error: live-key'],
  ['a live ID', trueLayer, 'clientId', 'harborlending-1119e7', ''],
  ['a sandbox ID', trueLayer, 'clientId', 'sandbox-harborlending-1109e0', 'error: test-key'],

  ['a client ID', xero, 'clientId', '9C1E47F2A0B84D6E8F35A1B2C3D4E5F6', ''],
  ['a secret', xero, 'clientSecret', xeroSecret, ''],
  ['base64 with its end', xero, 'clientSecret', 'c2VjcmV0a2V5b2ZvdXJz==', ''],
  ['signs of all kinds', xero, 'clientSecret', '~8Q.x_-+/%#?@!|^&$(b)', ''],
  ['a space within', xero, 'clientSecret', 'kV2pQ7 xR4nTz9', 'error: space'],
  ['a label', xero, 'clientSecret', `Client secret: ${xeroSecret}`, 'error: labelled'],
  ['a comma behind', xero, 'clientSecret', `${xeroSecret},`, 'warning: trailing'],
  ['a Greek o', xero, 'clientSecret', xeroSecret.replace('0', 'ο'), 'error: other-alphabet'],
  ['a password with an accent', sageIntacct, 'senderPassword', 'été-à-la-mer', ''],
  ['a password that ends in a comma', sageIntacct, 'senderPassword', 'one,two,', ''],
  ['a password in quotes', sageIntacct, 'senderPassword', '"one-two"', 'warning: quoted'],
  [
    'a password with a Cyrillic letter',
    sageIntacct,
    'senderPassword',
    'pаssword-of-sage',
    'warning: other-alphabet',
  ],
  ['a password with a space', sageIntacct, 'senderPassword', 'one two', 'error: space'],
];

describe('a key that is entered', () => {
  const rows = table.map(([what, integration, field, value, verdict]) => {
    return { what, integration, name: integration.name, field, value, verdict };
  });

  it.each(rows)('$what, for $field of $name: $verdict', ({ integration, field, value, verdict }) => {
    const findings = judge(integration, { [field]: value });
    expect(verdicts(findings)).toEqual(verdict === '' ? [] : [verdict]);
    for (const finding of findings) {
      for (const words of [english, french]) expectSaid(finding, words);
    }
  });

  it('is tried in so many ways that at least sixty are of real shapes or of what people make of them', () => {
    expect(table.length).toBeGreaterThanOrEqual(60);
    const cases = rows.map(({ name, field, value }) => [name, field, value].join('|'));
    expect(new Set(cases).size).toBe(table.length);
  });
});

it('has a sentence for every code, and for no other', () => {
  const codes = [...textTroubles, ...refusals, ...warnings, 'same-as-id'];
  for (const { keyFit } of [english, french]) {
    expect(Object.keys(keyFit.findings).sort()).toEqual([...new Set(codes)].sort());
  }
});

type Words = typeof english;

/** Its sentence, and the words of the tick where it may be saved over, find every fact that they name. */
function expectSaid({ code, level, facts }: KeyFinding, { keyFit }: Words): void {
  const sentences: Readonly<Record<string, string>> = keyFit.findings;
  const warnings: Readonly<Record<string, string>> = keyFit.warnings;
  const said = [sentences[code], ...(level === 'warning' ? [warnings[code]] : [])];
  for (const sentence of said) {
    expect(sentence, code).toBeTruthy();
    const named = [...(sentence ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    expect(Object.keys({ name: '', ...facts }), code).toEqual(expect.arrayContaining(named));
  }
}

describe('what was copied along', () => {
  it.each([
    [`PLAID_SECRET=${secret}`],
    [`client_secret: "${secret}"`],
    [`"clientSecret": "${secret}",`],
    [`"${secret}"`],
    [`“${secret}”,`],
    [`${secret};`],
    [`7b02 ${secret.slice(4)}`],
    [`Secret:${pastedLineEnd}${secret}`],
    [`${secret.slice(0, 15)}${pastedLineEnd}${secret.slice(15)}`],
    [`\u200b${secret}\u2060`],
    [secret.replaceAll('a', 'а').replaceAll('e', 'е').replaceAll('c', 'с')],
    [[...secret].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('')],
  ])('%j can be taken off', (typed) => {
    const [finding] = judge(plaid, { sandboxSecret: typed });
    expect(finding?.clean).toBe(secret);
    expect(judge(plaid, { sandboxSecret: finding?.clean ?? '' })).toEqual([]);
  });

  it.each([
    ['two labelled values', `client_id: ${clientId}\nsecret: ${secret}`],
    ['dots', '•••• 1ad1'],
    ['a sample', '<your secret>'],
    ['a quote around nothing', '""'],
    ['a letter that has no like', 'clé-é'],
  ])('of %s nothing is made', (_, typed) => {
    expect(judge(plaid, { sandboxSecret: typed })[0]?.clean).toBeUndefined();
  });

  it('is named by its place and its code', () => {
    const [finding] = judge(plaid, { sandboxSecret: secret.replace('4cd', '4сd') });
    expect(finding?.facts).toEqual({ position: 8, character: 'с', code: 'U+0441' });
  });
});

describe('keys of one form', () => {
  it('of which the secret is the client ID are refused, whichever is entered', () => {
    const same = { code: 'same-as-id', level: 'error', facts: { other: 'clientId' } };
    expect(judge(xero, { clientId: xeroSecret, clientSecret: xeroSecret })).toMatchObject([same]);
    expect(judge(xero, { clientSecret: xeroSecret }, { clientId: xeroSecret })).toMatchObject([same]);
  });

  it('of which two slots hold the same are doubted at the second', () => {
    expect(judge(plaid, { sandboxSecret: secret, productionSecret: ` ${secret}` })).toEqual([
      {
        field: 'productionSecret',
        code: 'same-secret',
        level: 'warning',
        facts: { other: 'sandboxSecret' },
      },
    ]);
  });

  it('are not judged unless they were edited', () => {
    expect(judge(plaid, {}, { clientId: 'set-long-ago' })).toEqual([]);
    expect(judge(plaid, { clientId: 'set-now' }, { clientId: 'set-long-ago' })).toHaveLength(1);
  });
});

it('never repeats of a refused key more than what it begins with', () => {
  for (const [, integration, field, value] of table) {
    for (const { facts } of judge(integration, { [field]: value })) {
      for (const fact of Object.values(facts)) expect(String(fact).length).toBeLessThan(13);
    }
  }
});
